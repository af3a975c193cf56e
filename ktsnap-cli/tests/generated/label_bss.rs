/// Globals in `.bss` of label.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/label.bpf.o")]
pub struct Bss {
    pub nr_seen: u64,
    /// `char[2][8]`
    pub labels: [std::ffi::CString; 2],
    /// `char[16]`
    pub label: std::ffi::CString,
}
