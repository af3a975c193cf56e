//! Whether a C type holds what is expected: one table for every part of ktsnap that answers the question.
//!
//! `ktsnap_btf::compat` answers it for the derive, for `ktsnap-live` and for `ktsnap watch`. `ktsnap-core` answers it in
//! constant evaluation, which can't call a function of another crate's engine, and for the values of a report. A test of each
//! crate includes this file and runs the rows that apply to it.

use C::{Array, Bool, Bytes, Char, Enum, Float, Int, Ptr, PtrTo, Struct, Uint};
use Step::{All, Deref, Index, Member};
use Verdict::{
    Bitfield, Enumerator, Fits, Kind, Length, Missing, Moved, NeedsReduction, NotFollowed, NothingToReduce, OutOfRange,
    Sign, Size, Tag, Unreadable, Width,
};

/// A C type.
#[derive(Debug, Clone, Copy)]
pub(crate) enum C {
    Int(u32),
    Uint(u32),
    Char,
    Bool,
    Float(u32),
    Enum(&'static CEnumeration),
    Array(&'static C, u64),
    Struct(&'static CStructure),
    /// A pointer, with the tag of the struct that it points to.
    Ptr(Option<&'static str>),
    /// A pointer whose target is in the report.
    PtrTo(&'static CStructure),
    /// A number of bytes without a type.
    Bytes(u64),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CEnumeration {
    /// `enum color`, or nothing.
    pub(crate) tag: Option<&'static str>,
    pub(crate) bits: u32,
    pub(crate) signed: bool,
    pub(crate) values: &'static [(&'static str, i128)],
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CStructure {
    /// `struct waits` or `union number`, or nothing.
    pub(crate) tag: Option<&'static str>,
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) members: &'static [CMemberOf],
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CMemberOf {
    pub(crate) name: &'static str,
    /// Where it starts.
    pub(crate) bit: u64,
    /// The width of a bitfield.
    pub(crate) bits: Option<u32>,
    pub(crate) ty: C,
}

/// A Rust type.
#[derive(Debug, Clone, Copy)]
pub(crate) enum R {
    Int(u32),
    Uint(u32),
    Bool,
    Float(u32),
    Array(&'static R, u64),
    Vec(&'static R),
    /// With `Log2` buckets.
    Histogram(&'static R),
    Text,
    CString,
    Ptr,
    CpuSet,
    PerCpu(&'static R),
    Option(&'static R),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Member(&'static str),
    Index(u64),
    All,
    /// From a pointer to its target. A member follows.
    Deref(&'static CStructure),
}

/// Where the C type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A variable.
    Variable,
    /// The last variable of a section, an array that user space may resize before it loads the object.
    LastOfSection,
    /// An array map. The C type is the array of its entries.
    Map,
    /// A per-CPU variable. The C type is that of one slot.
    PerCpu,
}

/// The expectation that the C type is compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Against {
    /// The type of a field, when the struct is compiled.
    Field { ty: R, widen: bool, sum: bool },
    /// The C type in the running object, which is read with a struct or a plan that was made from the first C type.
    Running(C),
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fits,
    Kind,
    Width,
    Sign,
    Length,
    OutOfRange,
    Tag,
    Enumerator,
    Bitfield,
    Missing,
    Moved,
    Size,
    NeedsReduction,
    NothingToReduce,
    /// The path follows a pointer, and a running scheduler's map only holds the address.
    NotFollowed,
    /// No field can mirror the C type.
    Unreadable,
}

/// A part of ktsnap whose answer differs from the others, because it asks for less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Constant evaluation: it only sees fields that the derive did not refuse.
    Constants,
    /// `ktsnap watch`: it reads one integer where the running object has it.
    Watch,
    /// The comparison of a report's value with its C type: a report has no offsets, sizes and enumerators that are not used.
    Capture,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) c: C,
    pub(crate) place: Place,
    pub(crate) path: &'static [Step],
    pub(crate) against: Against,
    verdict: Verdict,
    exceptions: &'static [(Engine, Verdict)],
}

impl Case {
    const fn field(name: &'static str, c: C, path: &'static [Step], ty: R, verdict: Verdict) -> Self {
        let against = Against::Field { ty, widen: false, sum: false };
        Self { name, c, place: Place::Variable, path, against, verdict, exceptions: &[] }
    }

    const fn running(name: &'static str, c: C, path: &'static [Step], running: C, verdict: Verdict) -> Self {
        let against = Against::Running(running);
        Self { name, c, place: Place::Variable, path, against, verdict, exceptions: &[] }
    }

    const fn widened(mut self) -> Self {
        if let Against::Field { ty, sum, .. } = self.against {
            self.against = Against::Field { ty, widen: true, sum };
        }
        self
    }

    const fn summed(mut self) -> Self {
        if let Against::Field { ty, widen, .. } = self.against {
            self.against = Against::Field { ty, widen, sum: true };
        }
        self
    }

    const fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    const fn except(mut self, exceptions: &'static [(Engine, Verdict)]) -> Self {
        self.exceptions = exceptions;
        self
    }

    /// The answer of an engine. `None` is the answer of the derive and of `ktsnap-live`.
    pub(crate) fn verdict(&self, engine: Option<Engine>) -> Verdict {
        let exception = self.exceptions.iter().find(|(of, _)| Some(*of) == engine);
        exception.map_or(self.verdict, |(_, verdict)| *verdict)
    }
}

const U8: C = Uint(8);
const U32: C = Uint(32);
const U64: C = Uint(64);
const S32: C = Int(32);
const S64: C = Int(64);
const COMM: C = Array(&Char, 16);
const STATS: C = Array(&U64, 3);
const STATS_OF_FOUR: C = Array(&U64, 4);
const GRID: C = Array(&STATS_OF_FOUR, 3);

const COLOR: CEnumeration =
    CEnumeration { tag: Some("enum color"), bits: 32, signed: false, values: &[("RED", 0), ("GREEN", 1)] };
const GRADE: CEnumeration = CEnumeration { tag: Some("enum grade"), bits: 32, signed: true, values: &[("LOW", -1)] };
const TINY: CEnumeration = CEnumeration { tag: Some("enum color"), bits: 8, ..COLOR };
const SHADE: CEnumeration = CEnumeration { tag: Some("enum shade"), ..COLOR };
const UNNAMED: CEnumeration = CEnumeration { tag: None, ..COLOR };
const RENUMBERED: CEnumeration = CEnumeration { values: &[("RED", 0), ("GREEN", 2)], ..COLOR };
const WITHOUT_GREEN: CEnumeration = CEnumeration { values: &[("RED", 0)], ..COLOR };
const WITH_BLUE: CEnumeration = CEnumeration { values: &[("RED", 0), ("GREEN", 1), ("BLUE", 2)], ..COLOR };

const fn member(name: &'static str, byte: u64, ty: C) -> CMemberOf {
    CMemberOf { name, bit: byte * 8, bits: None, ty }
}

const fn bitfield(name: &'static str, bit: u64, bits: u32, ty: C) -> CMemberOf {
    CMemberOf { name, bit, bits: Some(bits), ty }
}

const WAITS: CStructure = CStructure {
    tag: Some("struct waits"),
    size: 24,
    members: &[member("total", 0, U64), member("max", 8, U64), member("nr", 16, U32)],
};
const WAITS_GROWN: CStructure = CStructure {
    size: 32,
    members: &[member("total", 0, U64), member("max", 8, U64), member("nr", 16, U32), member("new", 24, U64)],
    ..WAITS
};
const WAITS_MOVED: CStructure = CStructure {
    size: 32,
    members: &[member("new", 0, U64), member("total", 8, U64), member("max", 16, U64), member("nr", 24, U32)],
    ..WAITS
};
const WAITS_SWAPPED: CStructure =
    CStructure { members: &[member("max", 0, U64), member("total", 8, U64), member("nr", 16, U32)], ..WAITS };
const WAITS_RENAMED_MEMBER: CStructure =
    CStructure { members: &[member("total", 0, U64), member("longest", 8, U64), member("nr", 16, U32)], ..WAITS };
const WAITS_NARROWED: CStructure =
    CStructure { members: &[member("total", 0, U64), member("max", 8, U32), member("nr", 16, U32)], ..WAITS };
const WAITS_SIGNED: CStructure =
    CStructure { members: &[member("total", 0, U64), member("max", 8, S64), member("nr", 16, U32)], ..WAITS };
const WAITS_SHRUNK: CStructure =
    CStructure { size: 16, members: &[member("total", 0, U64), member("max", 8, U64)], ..WAITS };
const DELAYS: CStructure = CStructure { tag: Some("struct delays"), ..WAITS };
const ANONYMOUS: CStructure = CStructure { tag: None, ..WAITS };

const OUTER: CStructure = CStructure {
    tag: Some("struct outer"),
    size: 80,
    members: &[member("id", 0, U32), member("waits", 8, Array(&Struct(&WAITS), 3))],
};
const OUTER_LONGER: CStructure =
    CStructure { size: 104, members: &[member("id", 0, U32), member("waits", 8, Array(&Struct(&WAITS), 4))], ..OUTER };

const FLAGS: CStructure = CStructure {
    tag: Some("struct flags"),
    size: 4,
    members: &[bitfield("low", 0, 3, U32), bitfield("high", 3, 9, U32), bitfield("set", 12, 1, Bool)],
};
const FLAGS_WIDER: CStructure = CStructure {
    members: &[bitfield("low", 0, 3, U32), bitfield("high", 3, 10, U32), bitfield("set", 13, 1, Bool)],
    ..FLAGS
};
const FLAGS_MOVED: CStructure = CStructure {
    members: &[bitfield("low", 0, 3, U32), bitfield("high", 4, 9, U32), bitfield("set", 13, 1, Bool)],
    ..FLAGS
};
const FLAGS_PLAIN: CStructure =
    CStructure { size: 8, members: &[member("low", 0, U32), member("high", 4, U32)], ..FLAGS };

const NUMBER: CStructure =
    CStructure { tag: Some("union number"), size: 8, members: &[member("u", 0, U64), member("f", 0, Float(64))] };
const NUMBER_STRUCT: CStructure =
    CStructure { tag: Some("struct number"), size: 16, members: &[member("u", 0, U64), member("f", 8, Float(64))] };
const CPUMASK: CStructure =
    CStructure { tag: Some("struct cpumask"), size: 32, members: &[member("bits", 0, Array(&U64, 4))] };

/// A part of `struct dom_ctx` of tests/bpf/pointers.bpf.o.
const DOM: CStructure = CStructure {
    tag: Some("struct dom_ctx"),
    size: 128,
    members: &[
        member("id", 0, U32),
        member("load", 8, U64),
        member("hist", 80, STATS),
        bitfield("prio", 833, 7, U32),
        member("parent", 112, DOM_PTR),
    ],
};
const DOM_NARROWED: CStructure = CStructure { members: &[member("id", 0, U32), member("load", 8, U32)], ..DOM };
const DOM_WITHOUT_ID: CStructure = CStructure { members: &[member("load", 8, U64)], ..DOM };
const DOM_WITHOUT_LOAD: CStructure = CStructure { members: &[member("id", 0, U32)], ..DOM };
const LLC: CStructure = CStructure { tag: Some("struct llc"), ..DOM };
const DOM_PTR: C = Ptr(Some("struct dom_ctx"));
const DOM_PTRS: C = Array(&DOM_PTR, 4);
const TO_LOAD: &[Step] = &[Deref(&DOM), Member("load")];
const EACH_LOAD: &[Step] = &[All, Deref(&DOM), Member("load")];

const MAX: &[Step] = &[Member("max")];
const NR: &[Step] = &[Member("nr")];

/// Every row has a name of its own.
pub(crate) const CASES: &[Case] = &[
    // Scalars and fields.
    Case::field("u64 as u64", U64, &[], R::Uint(64), Fits),
    Case::field("s64 as i64", S64, &[], R::Int(64), Fits),
    Case::field("u8 as u8", U8, &[], R::Uint(8), Fits),
    Case::field("u64 as u32", U64, &[], R::Uint(32), Width),
    Case::field("u32 as u64", U32, &[], R::Uint(64), Width),
    Case::field("u64 as i64", U64, &[], R::Int(64), Sign),
    Case::field("s64 as u64", S64, &[], R::Uint(64), Sign),
    Case::field("s32 as u64 is a width first", S32, &[], R::Uint(64), Width),
    Case::field("u32 widened to u64", U32, &[], R::Uint(64), Fits).widened(),
    Case::field("s32 widened to i64", S32, &[], R::Int(64), Fits).widened(),
    Case::field("s32 widened to u64", S32, &[], R::Uint(64), Sign).widened(),
    Case::field("u64 widened to u32", U64, &[], R::Uint(32), Width).widened(),
    Case::field("an enum as its integer", Enum(&COLOR), &[], R::Uint(32), Fits),
    Case::field("a signed enum as its integer", Enum(&GRADE), &[], R::Int(32), Fits),
    Case::field("a signed enum as an unsigned integer", Enum(&GRADE), &[], R::Uint(32), Sign),
    Case::field("an enum as a wider integer", Enum(&TINY), &[], R::Uint(32), Width),
    Case::field("an enum widened", Enum(&TINY), &[], R::Uint(32), Fits).widened(),
    Case::field("an enum as bool", Enum(&COLOR), &[], R::Bool, Kind),
    Case::field("char as i8", Char, &[], R::Int(8), Fits),
    Case::field("char as u8", Char, &[], R::Uint(8), Fits),
    Case::field("char as u32", Char, &[], R::Uint(32), Width),
    Case::field("char as bool", Char, &[], R::Bool, Kind),
    Case::field("char as String", Char, &[], R::Text, Kind),
    Case::field("bool as bool", Bool, &[], R::Bool, Fits),
    Case::field("bool as u8", Bool, &[], R::Uint(8), Kind),
    Case::field("u8 as bool", U8, &[], R::Bool, Kind),
    Case::field("double as f64", Float(64), &[], R::Float(64), Fits),
    Case::field("float as f64", Float(32), &[], R::Float(64), Width),
    Case::field("double as u64", Float(64), &[], R::Uint(64), Kind),
    Case::field("u64 as f64", U64, &[], R::Float(64), Kind),
    Case::field("a pointer as Ptr", Ptr(Some("struct task_struct")), &[], R::Ptr, Fits),
    Case::field("a pointer as u64", Ptr(None), &[], R::Uint(64), Kind),
    Case::field("u64 as Ptr", U64, &[], R::Ptr, Kind),
    Case::field("a pointer to a cpumask as CpuSet", Ptr(Some("struct bpf_cpumask")), &[], R::CpuSet, Fits),
    Case::field("a pointer to a task as CpuSet", Ptr(Some("struct task_struct")), &[], R::CpuSet, Kind),
    Case::field("a cpumask as CpuSet", Struct(&CPUMASK), &[], R::CpuSet, Fits),
    Case::field("a struct as CpuSet", Struct(&WAITS), &[], R::CpuSet, Kind),
    Case::field("u64 as an Option", U64, &[], R::Option(&R::Uint(64)), Fits),
    Case::field("u32 as an Option of u64", U32, &[], R::Option(&R::Uint(64)), Width),
    // Integers of 128 bits.
    Case::field("u128 as its bytes", Uint(128), &[], R::Array(&R::Uint(8), 16), Fits),
    Case::field("s128 as its bytes", Int(128), &[], R::Array(&R::Uint(8), 16), Fits),
    Case::field("u128 as u64", Uint(128), &[], R::Uint(64), Width),
    Case::field("u128 as half of its bytes", Uint(128), &[], R::Array(&R::Uint(8), 8), Length),
    Case::field("u128 as two halves", Uint(128), &[], R::Array(&R::Uint(64), 2), Kind),
    // Arrays and fields.
    Case::field("an array", STATS, &[], R::Array(&R::Uint(64), 3), Fits),
    Case::field("an array as a Vec", STATS, &[], R::Vec(&R::Uint(64)), Fits),
    Case::field("an array of another length", STATS, &[], R::Array(&R::Uint(64), 4), Length),
    Case::field("an array of narrower elements", STATS, &[], R::Array(&R::Uint(32), 3), Width),
    Case::field("an array of signed elements", STATS, &[], R::Vec(&R::Int(64)), Sign),
    Case::field("an array as an integer", STATS, &[], R::Uint(64), Kind),
    Case::field("an integer as an array", U64, &[], R::Array(&R::Uint(64), 1), Kind),
    Case::field("an integer as a Vec", U64, &[], R::Vec(&R::Uint(64)), Kind),
    Case::field("an element by its index", STATS, &[Index(2)], R::Uint(64), Fits),
    Case::field("all elements as a Vec", STATS, &[All], R::Vec(&R::Uint(64)), Fits),
    Case::field("all elements as an array", STATS, &[All], R::Array(&R::Uint(64), 3), Fits),
    Case::field("all elements as a shorter array", STATS, &[All], R::Array(&R::Uint(64), 2), Length),
    Case::field("all elements as an integer", STATS, &[All], R::Uint(64), NeedsReduction),
    Case::field("all elements as their sum", STATS, &[All], R::Uint(64), Fits).summed(),
    Case::field("an array as its sum", STATS, &[], R::Uint(64), Fits).summed(),
    Case::field("the sum as a signed integer", STATS, &[All], R::Int(64), Sign).summed(),
    Case::field("the sum of the rows as a row", GRID, &[All], R::Array(&R::Uint(64), 4), Fits).summed(),
    Case::field("the sum of the rows as a Vec", GRID, &[], R::Vec(&R::Uint(64)), Fits).summed(),
    Case::field("the sum of the rows as a shorter row", GRID, &[All], R::Array(&R::Uint(64), 3), Length).summed(),
    Case::field("the sum of the rows as narrower integers", GRID, &[All], R::Vec(&R::Uint(32)), Width).summed(),
    Case::field("an array as the sum of itself", STATS, &[], R::Vec(&R::Uint(64)), NothingToReduce).summed(),
    Case::field("all elements as the sum of themselves", STATS, &[All], R::Vec(&R::Uint(64)), NothingToReduce).summed(),
    Case::field("an array of each CPU as its sum", STATS, &[], R::Vec(&R::Uint(64)), Fits).at(Place::PerCpu).summed(),
    Case::field("a grid of each CPU as the sum of its rows", GRID, &[], R::Array(&R::Uint(64), 4), Fits)
        .at(Place::PerCpu)
        .summed(),
    Case::field("a sum in more dimensions than the value", STATS, &[], R::Vec(&R::Vec(&R::Uint(64))), Kind).summed(),
    Case::field("an array of arrays", GRID, &[], R::Array(&R::Array(&R::Uint(64), 4), 3), Fits),
    Case::field("an array as a histogram", STATS, &[], R::Histogram(&R::Uint(64)), Fits),
    Case::field("an array as a histogram of narrower counters", STATS, &[], R::Histogram(&R::Uint(32)), Width),
    Case::field("all elements as a histogram", STATS, &[All], R::Histogram(&R::Uint(64)), Fits),
    Case::field("a grid as histograms", GRID, &[], R::Vec(&R::Histogram(&R::Uint(64))), Fits),
    Case::field("the sum of the rows as a histogram", GRID, &[All], R::Histogram(&R::Uint(64)), Fits).summed(),
    Case::field("an integer as a histogram", U64, &[], R::Histogram(&R::Uint(64)), Kind),
    Case::field("12 bytes as a histogram of u64", Bytes(12), &[], R::Histogram(&R::Uint(64)), Size),
    Case::field("an array of arrays of another length", GRID, &[], R::Vec(&R::Array(&R::Uint(64), 3)), Length),
    Case::field("a row of a grid", GRID, &[Index(1)], R::Array(&R::Uint(64), 4), Fits),
    Case::field("an element of a grid", GRID, &[Index(1), Index(3)], R::Uint(64), Fits),
    Case::field("a column of a grid", GRID, &[All, Index(3)], R::Vec(&R::Uint(64)), Fits),
    Case::field("text as String", COMM, &[], R::Text, Fits),
    Case::field("text as CString", COMM, &[], R::CString, Fits),
    Case::field("text as bytes", COMM, &[], R::Array(&R::Uint(8), 16), Fits),
    Case::field("bytes as String", Array(&U8, 16), &[], R::Text, Kind),
    // Structs, unions and fields.
    Case::field("a member", Struct(&WAITS), MAX, R::Uint(64), Fits),
    Case::field("a member of another width", Struct(&WAITS), NR, R::Uint(64), Width),
    Case::field("a member widened", Struct(&WAITS), NR, R::Uint(64), Fits).widened(),
    Case::field("a struct as an integer", Struct(&WAITS), &[], R::Uint(64), Kind),
    Case::field(
        "a member of each element",
        Struct(&OUTER),
        &[Member("waits"), All, Member("max")],
        R::Vec(&R::Uint(64)),
        Fits,
    ),
    Case::field("a bitfield by its declared type", Struct(&FLAGS), &[Member("low")], R::Uint(32), Fits),
    Case::field("a bitfield as a narrower integer", Struct(&FLAGS), &[Member("low")], R::Uint(8), Width),
    Case::field("a bitfield widened", Struct(&FLAGS), &[Member("low")], R::Uint(64), Fits).widened(),
    Case::field("a bool bitfield", Struct(&FLAGS), &[Member("set")], R::Bool, Fits),
    Case::field("a union as an integer", Struct(&NUMBER), &[], R::Uint(64), Unreadable),
    Case::field("a member of a union", Struct(&NUMBER), &[Member("f")], R::Float(64), Fits),
    // Pointers that a path follows, and fields.
    Case::field("a member after a pointer", DOM_PTR, TO_LOAD, R::Uint(64), Fits),
    Case::field("a member after a pointer as an Option", DOM_PTR, TO_LOAD, R::Option(&R::Uint(64)), Fits),
    Case::field("a member of another width after a pointer", DOM_PTR, TO_LOAD, R::Uint(32), Width),
    Case::field("an Option of another width after a pointer", DOM_PTR, TO_LOAD, R::Option(&R::Uint(32)), Width),
    Case::field("a member of another sign after a pointer", DOM_PTR, TO_LOAD, R::Int(64), Sign),
    Case::field("a member after a pointer as Ptr", DOM_PTR, TO_LOAD, R::Ptr, Kind),
    Case::field("a member after a pointer widened", DOM_PTR, &[Deref(&DOM), Member("id")], R::Uint(64), Fits).widened(),
    Case::field("an array after a pointer", DOM_PTR, &[Deref(&DOM), Member("hist")], R::Array(&R::Uint(64), 3), Fits),
    Case::field(
        "an array of another length after a pointer",
        DOM_PTR,
        &[Deref(&DOM), Member("hist")],
        R::Array(&R::Uint(64), 4),
        Length,
    ),
    Case::field("an element after a pointer", DOM_PTR, &[Deref(&DOM), Member("hist"), Index(2)], R::Uint(64), Fits),
    Case::field("the sum of an array after a pointer", DOM_PTR, &[Deref(&DOM), Member("hist")], R::Uint(64), Fits)
        .summed(),
    Case::field("a bitfield after a pointer", DOM_PTR, &[Deref(&DOM), Member("prio")], R::Uint(32), Fits),
    Case::field("a pointer after a pointer", DOM_PTR, &[Deref(&DOM), Member("parent")], R::Ptr, Fits),
    Case::field(
        "a member after two pointers",
        DOM_PTR,
        &[Deref(&DOM), Member("parent"), Deref(&DOM), Member("id")],
        R::Uint(32),
        Fits,
    ),
    Case::field(
        "a member of another width after two pointers",
        DOM_PTR,
        &[Deref(&DOM), Member("parent"), Deref(&DOM), Member("id")],
        R::Uint(64),
        Width,
    ),
    Case::field("a member after an element", DOM_PTRS, &[Index(0), Deref(&DOM), Member("load")], R::Uint(64), Fits),
    Case::field(
        "a member of another width after an element",
        DOM_PTRS,
        &[Index(0), Deref(&DOM), Member("load")],
        R::Uint(32),
        Width,
    ),
    Case::field("a member after each pointer", DOM_PTRS, EACH_LOAD, R::Vec(&R::Uint(64)), Fits),
    Case::field(
        "a member after each pointer as Options",
        DOM_PTRS,
        EACH_LOAD,
        R::Array(&R::Option(&R::Uint(64)), 4),
        Fits,
    ),
    Case::field(
        "a member of another width after each pointer",
        DOM_PTRS,
        EACH_LOAD,
        R::Vec(&R::Option(&R::Uint(32))),
        Width,
    ),
    Case::field("a member after each pointer as an integer", DOM_PTRS, EACH_LOAD, R::Uint(64), NeedsReduction),
    Case::field("a member after each pointer as its sum", DOM_PTRS, EACH_LOAD, R::Uint(64), Fits).summed(),
    Case::field("a member after the pointer of each CPU", DOM_PTR, TO_LOAD, R::PerCpu(&R::Uint(64)), Fits)
        .at(Place::PerCpu),
    Case::field("a member after the pointer of each CPU as an integer", DOM_PTR, TO_LOAD, R::Uint(64), NeedsReduction)
        .at(Place::PerCpu),
    // Per-CPU values, entries of a map, bytes without a type, and fields.
    Case::field("a per-CPU value", U64, &[], R::PerCpu(&R::Uint(64)), Fits).at(Place::PerCpu),
    Case::field("a per-CPU value of another width", U64, &[], R::PerCpu(&R::Uint(32)), Width).at(Place::PerCpu),
    Case::field("a per-CPU value as an integer", U64, &[], R::Uint(64), NeedsReduction).at(Place::PerCpu),
    Case::field("a per-CPU value as its sum", U64, &[], R::Uint(64), Fits).at(Place::PerCpu).summed(),
    Case::field("a per-CPU value as a Vec", U64, &[], R::Vec(&R::Uint(64)), Kind).at(Place::PerCpu),
    Case::field("an integer as PerCpu", U64, &[], R::PerCpu(&R::Uint(64)), Kind),
    Case::field("8 bytes as u64", Bytes(8), &[], R::Uint(64), Fits),
    Case::field("8 bytes as i64", Bytes(8), &[], R::Int(64), Fits),
    Case::field("8 bytes as f64", Bytes(8), &[], R::Float(64), Fits),
    Case::field("8 bytes as two u32", Bytes(8), &[], R::Array(&R::Uint(32), 2), Fits),
    Case::field("8 bytes as u32", Bytes(8), &[], R::Uint(32), Size),
    Case::field("12 bytes as a Vec of u64", Bytes(12), &[], R::Vec(&R::Uint(64)), Size),
    Case::field("16 bytes as a String", Bytes(16), &[], R::Text, Kind),
    Case::field("a value as its sum", U64, &[], R::Uint(64), NothingToReduce).summed(),
    // Scalars and running objects.
    Case::running("the same integer", U64, &[], U64, Fits),
    Case::running("a narrower integer runs", U64, &[], U32, Width),
    Case::running("a wider integer runs", U32, &[], U64, Width),
    Case::running("a signed integer runs", U64, &[], S64, Sign),
    Case::running("an integer of 128 bits runs", U64, &[], Uint(128), Width),
    Case::running("a pointer runs", U64, &[], Ptr(None), Kind),
    Case::running("a float runs", U64, &[], Float(64), Kind),
    Case::running("an enum runs", U32, &[], Enum(&COLOR), Kind),
    Case::running("an integer runs instead of an enum", Enum(&COLOR), &[], U32, Kind),
    Case::running("char runs as a signed byte", Char, &[], Int(8), Fits),
    Case::running("a signed byte runs as char", Int(8), &[], Char, Fits),
    Case::running("char runs as an unsigned byte", Char, &[], U8, Kind),
    Case::running("bool runs as a byte", Bool, &[], U8, Kind),
    Case::running("float runs as double", Float(32), &[], Float(64), Width),
    Case::running("a pointer to another struct", Ptr(Some("struct task_struct")), &[], Ptr(Some("struct cgroup")), Tag)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("an enum with another value", Enum(&COLOR), &[], Enum(&RENUMBERED), Enumerator)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("an enum without an enumerator", Enum(&COLOR), &[], Enum(&WITHOUT_GREEN), Enumerator)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("an enum with one enumerator more", Enum(&COLOR), &[], Enum(&WITH_BLUE), Fits),
    Case::running("an enum of another width", Enum(&COLOR), &[], Enum(&TINY), Width),
    Case::running("an enum of another tag", Enum(&COLOR), &[], Enum(&SHADE), Tag).except(&[(Engine::Capture, Fits)]),
    Case::running("an enum without a tag", Enum(&COLOR), &[], Enum(&UNNAMED), Fits),
    // Arrays and running objects.
    Case::running("an array of another length runs", STATS, &[], STATS_OF_FOUR, Length),
    Case::running("an element of a longer array", STATS, &[Index(1)], STATS_OF_FOUR, Length),
    Case::running("an element of a shorter array", STATS_OF_FOUR, &[Index(1)], STATS, Length),
    Case::running("an element of a longer last array", STATS, &[Index(1)], STATS_OF_FOUR, Fits)
        .at(Place::LastOfSection),
    Case::running("an element past the object's last array", STATS, &[Index(3)], STATS_OF_FOUR, Fits)
        .at(Place::LastOfSection),
    Case::running("an element past the running last array", STATS_OF_FOUR, &[Index(3)], STATS, OutOfRange)
        .at(Place::LastOfSection),
    Case::running("a longer last array as a whole", STATS, &[], STATS_OF_FOUR, Fits).at(Place::LastOfSection),
    Case::running("a last array of other elements", STATS, &[Index(0)], Array(&U32, 3), Width).at(Place::LastOfSection),
    Case::running("an entry of a map with more entries", STATS, &[Index(2)], STATS_OF_FOUR, Fits).at(Place::Map),
    Case::running("an entry that the map lacks", STATS_OF_FOUR, &[Index(3)], STATS, OutOfRange).at(Place::Map),
    Case::running("all entries of a map with more entries", STATS, &[All], STATS_OF_FOUR, Length).at(Place::Map),
    Case::running("an entry without a type", STATS, &[Index(1)], Array(&Bytes(8), 3), Fits).at(Place::Map),
    Case::running("an entry of another size", STATS, &[Index(1)], Array(&Bytes(4), 3), Size).at(Place::Map),
    Case::running("an inner array of another length", GRID, &[Index(1), Index(1)], Array(&STATS, 3), Length),
    Case::running(
        "an inner array of another length in a last array",
        GRID,
        &[Index(1), Index(1)],
        Array(&STATS, 3),
        Length,
    )
    .at(Place::LastOfSection),
    Case::running("an array of narrower elements runs", STATS, &[Index(1)], Array(&U32, 3), Width),
    Case::running("an array runs instead of an integer", U64, &[], Array(&U64, 1), Kind),
    // Structs and running objects.
    Case::running("a struct that grew at its end", Struct(&WAITS), &[], Struct(&WAITS_GROWN), Fits),
    Case::running("a member of a struct that grew", Struct(&WAITS), MAX, Struct(&WAITS_GROWN), Fits),
    Case::running("a member that moved", Struct(&WAITS), MAX, Struct(&WAITS_MOVED), Moved)
        .except(&[(Engine::Watch, Fits), (Engine::Capture, Fits)]),
    Case::running("a struct with swapped members", Struct(&WAITS), &[], Struct(&WAITS_SWAPPED), Moved)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("a member that was renamed", Struct(&WAITS), MAX, Struct(&WAITS_RENAMED_MEMBER), Missing),
    Case::running("a struct with a renamed member", Struct(&WAITS), &[], Struct(&WAITS_RENAMED_MEMBER), Missing),
    Case::running("another member was renamed", Struct(&WAITS), NR, Struct(&WAITS_RENAMED_MEMBER), Fits),
    Case::running("a narrower member", Struct(&WAITS), MAX, Struct(&WAITS_NARROWED), Width),
    Case::running("a struct with a narrower member", Struct(&WAITS), &[], Struct(&WAITS_NARROWED), Width),
    Case::running("a signed member", Struct(&WAITS), MAX, Struct(&WAITS_SIGNED), Sign),
    Case::running("a struct without its last member", Struct(&WAITS), &[], Struct(&WAITS_SHRUNK), Missing),
    Case::running("a member of a struct without its last member", Struct(&WAITS), MAX, Struct(&WAITS_SHRUNK), Fits),
    Case::running("a struct of another tag", Struct(&WAITS), &[], Struct(&DELAYS), Tag),
    Case::running("a member of a struct of another tag", Struct(&WAITS), MAX, Struct(&DELAYS), Tag)
        .except(&[(Engine::Watch, Fits)]),
    Case::running("a struct without a tag runs", Struct(&WAITS), &[], Struct(&ANONYMOUS), Tag)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("an anonymous struct", Struct(&ANONYMOUS), &[], Struct(&ANONYMOUS), Fits),
    Case::running(
        "elements that grew",
        Array(&Struct(&WAITS), 2),
        &[Index(1), Member("max")],
        Array(&Struct(&WAITS_GROWN), 2),
        Size,
    )
    .except(&[(Engine::Watch, Fits), (Engine::Capture, Fits)]),
    Case::running(
        "a member of elements in a struct",
        Struct(&OUTER),
        &[Member("waits"), Index(2), Member("max")],
        Struct(&OUTER),
        Fits,
    ),
    Case::running(
        "an array in a struct that is longer",
        Struct(&OUTER),
        &[Member("waits"), Index(2), Member("max")],
        Struct(&OUTER_LONGER),
        Length,
    ),
    Case::running("the same bitfields", Struct(&FLAGS), &[Member("high")], Struct(&FLAGS), Fits),
    Case::running("a wider bitfield", Struct(&FLAGS), &[Member("high")], Struct(&FLAGS_WIDER), Bitfield),
    Case::running("a bitfield that moved", Struct(&FLAGS), &[Member("high")], Struct(&FLAGS_MOVED), Moved)
        .except(&[(Engine::Capture, Fits)]),
    Case::running("a bitfield that is a member now", Struct(&FLAGS), &[Member("high")], Struct(&FLAGS_PLAIN), Bitfield),
    Case::running("a member that is a bitfield now", Struct(&FLAGS_PLAIN), &[Member("low")], Struct(&FLAGS), Bitfield),
    Case::running("a member of a running union", Struct(&NUMBER), &[Member("u")], Struct(&NUMBER), Fits),
    Case::running("a union that became a struct", Struct(&NUMBER), &[Member("u")], Struct(&NUMBER_STRUCT), Tag)
        .except(&[(Engine::Watch, Fits), (Engine::Capture, Fits)]),
    // Bytes without a type and running objects.
    Case::running("bytes of the same size", Bytes(8), &[], U64, Fits).except(&[(Engine::Capture, Kind)]),
    Case::running("bytes of another size", Bytes(8), &[], U32, Size),
    // Pointers that a path follows, and running objects. Only a report has the target.
    Case::running("the same target", DOM_PTR, TO_LOAD, PtrTo(&DOM), NotFollowed).except(&[(Engine::Capture, Fits)]),
    Case::running("a target of each pointer", DOM_PTRS, EACH_LOAD, Array(&PtrTo(&DOM), 4), NotFollowed)
        .except(&[(Engine::Capture, Fits)]),
    Case::running(
        "a target without a member that no field reads",
        DOM_PTR,
        TO_LOAD,
        PtrTo(&DOM_WITHOUT_ID),
        NotFollowed,
    )
    .except(&[(Engine::Capture, Fits)]),
    Case::running("a target with a narrower member", DOM_PTR, TO_LOAD, PtrTo(&DOM_NARROWED), NotFollowed)
        .except(&[(Engine::Capture, Width)]),
    Case::running("a target without the member", DOM_PTR, TO_LOAD, PtrTo(&DOM_WITHOUT_LOAD), NotFollowed)
        .except(&[(Engine::Capture, Missing)]),
    Case::running("a target of another struct", DOM_PTR, TO_LOAD, PtrTo(&LLC), NotFollowed)
        .except(&[(Engine::Capture, Tag)]),
    Case::running("an integer runs instead of a pointer that is followed", DOM_PTR, TO_LOAD, U64, NotFollowed)
        .except(&[(Engine::Capture, Kind)]),
];
