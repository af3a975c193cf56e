/// Globals in `.rodata` of shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
pub struct Rodata {
    pub k_u32: u32,
    pub k_s64: i64,
    pub k_bool: bool,
    /// `const volatile char[8]`
    pub k_name: std::ffi::CString,
    pub k_f64: f64,
    pub k_table: [u32; 4],
}
