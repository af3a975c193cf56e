/// Globals in `.bss` of shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
pub struct Bss {
    pub a_static: u64,
    pub a_u8: u8,
    pub a_u64: u64,
    pub a_u16: u16,
    pub a_u32: u32,
    pub a_s8: i8,
    pub a_s64: i64,
    pub a_s16: i16,
    pub a_s32: i32,
    pub a_long: i64,
    pub a_ulong: u64,
    /// `unsigned __int128`
    pub a_u128: [u8; 16],
    /// `__int128`
    pub a_s128: [u8; 16],
    pub a_bool: bool,
    pub a_bools: [bool; 4],
    pub a_char: i8,
    pub a_schar: i8,
    /// `char[16]`
    pub a_comm: std::ffi::CString,
    /// `home_cpu_t`
    pub a_typedef: u32,
    pub a_volatile: u64,
    /// `u64 * restrict`
    pub a_restrict: ktsnap::Ptr,
    #[snapshot(rename = "type")]
    pub type_: u64,
    #[snapshot(rename = "match")]
    pub match_: u64,
    pub a_enum: Color,
    pub a_senum: Grade,
    pub a_enum64: Wide,
    pub a_senum64: Deep,
    pub a_tiny: Tiny,
    /// `enum {...}`
    pub a_anon_enum: u32,
    pub a_enums: [Color; 3],
    pub a_point: Point,
    pub a_outer: Outer,
    pub a_bits: Bits,
    #[snapshot(path = "a_union.u")]
    pub a_union_u: u64,
    #[snapshot(path = "a_union.s")]
    pub a_union_s: i64,
    #[snapshot(path = "a_union.f")]
    pub a_union_f: f64,
    #[snapshot(path = "a_union.bytes")]
    pub a_union_bytes: [u8; 8],
    pub a_packed: Packed,
    pub a_padded: [Padded; 4],
    pub a_cpumask: ktsnap::CpuSet,
    #[snapshot(path = "a_anon.hits")]
    pub a_anon_hits: u64,
    #[snapshot(path = "a_anon.misses")]
    pub a_anon_misses: u64,
    pub a_anon_typedef: AnonT,
    pub a_array: [u64; 3],
    pub a_grid: [[u32; 4]; 3],
    pub a_points: [Point; 3],
    // Left out: `huge`, `u64[5000]`: a report has at most 4096 elements of an array; only section
    // bytes have all of them.
    /// `void *`
    pub a_ptr: ktsnap::Ptr,
    /// `u64 *`
    pub a_u64_ptr: ktsnap::Ptr,
    /// `struct outer *`
    pub a_struct_ptr: ktsnap::Ptr,
    /// `struct task_struct *`
    pub a_kptr: ktsnap::Ptr,
    /// `int (*)(int)`
    pub a_func: ktsnap::Ptr,
    /// `void *[2]`
    pub a_ptrs: [ktsnap::Ptr; 2],
    pub a_hidden: u64,
    pub a_weak: u64,
    #[snapshot(rename = "bump.cnt")]
    pub bump_cnt: i32,
    #[snapshot(rename = "drop.cnt")]
    pub drop_cnt: i32,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum wide")]
#[allow(clippy::enum_variant_names)]
#[repr(u64)]
pub enum Wide {
    WideOne = 1,
    WideTop = 9223372036854775809,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum deep")]
#[allow(clippy::enum_variant_names)]
#[repr(i64)]
pub enum Deep {
    DeepLow = -4294967296,
    DeepHigh = 4294967296,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum tiny")]
#[allow(clippy::enum_variant_names)]
pub enum Tiny {
    TinyA,
    TinyB,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u8),
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct point")]
pub struct Point {
    pub x: i32,
    pub y: i32,
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
#[snapshot(type = "struct bits")]
pub struct Bits {
    /// `u32 : 1`
    pub one: u32,
    /// `u32 : 3`
    pub three: u32,
    /// `u32 : 12`
    pub twelve: u32,
    /// `u32 : 16`
    pub sixteen: u32,
    /// `s32 : 5`
    pub five: i32,
    /// `bool : 1`
    pub flag: bool,
    /// `u64 : 40`
    pub forty: u64,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct packed")]
pub struct Packed {
    pub tag: u8,
    pub value: u64,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct padded")]
pub struct Padded {
    pub n: u64,
    pub last: u8,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "anon_t")]
pub struct AnonT {
    pub hits: u64,
    pub misses: u64,
}
