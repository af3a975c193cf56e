/// All entries of the map `m_array` in shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
#[snapshot(map = "m_array")]
pub struct MArray {
    #[snapshot(key = "*")]
    pub entries: [Outer; 4],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct outer")]
pub struct Outer {
    pub id: u64,
    pub at: Point,
    pub path: [Point; 3],
    pub grid: [[u32; 3]; 2],
    /// `char[16]`
    pub comm: std::ffi::CString,
    /// `struct outer *`
    pub next: ktsnap::Ptr,
    pub raw: u64,
    pub lo: u32,
    pub hi: u32,
    pub color: Color,
    pub flag: bool,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct point")]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum color")]
#[repr(u32)]
pub enum Color {
    Red = 0,
    Green = 1,
    Blue = 7,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u32),
}
