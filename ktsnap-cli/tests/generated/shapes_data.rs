/// Globals in `.data` of shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
pub struct Data {
    pub a_f32: f32,
    pub a_f64: f64,
    pub f32s: [f32; 3],
    pub f64s: [f64; 2],
    pub d_max_u64: u64,
    pub d_neg_s64: i64,
    pub d_neg: i32,
    /// `char[16]`
    pub d_comm: std::ffi::CString,
    pub d_grade: Grade,
    pub d_point: Point,
    pub d_true: bool,
    pub cnt: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum grade")]
#[repr(i32)]
pub enum Grade {
    Cold = -5,
    Mild = 0,
    Hot = 40,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(i32),
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct point")]
pub struct Point {
    pub x: i32,
    pub y: i32,
}
