//! How a field's type differs from what it is to mirror.

use std::fmt;

use super::Reduce;

/// How a field's type differs from a variable's. Shown, it continues "... is `u32` in C".
///
/// ```
/// use ktsnap_btf::check::{Comparison, FieldType, Conversion, Mismatch, compare};
/// use ktsnap_btf::{Target, Type};
///
/// let wide = FieldType::Int { bits: 64, signed: false };
/// let narrow = Target::whole(Type::Int { size: 4, signed: false }, "u32");
/// let Comparison::Differs(mismatch) = compare(&wide, &narrow, &Conversion::default()) else { unreachable!() };
/// assert_eq!(mismatch, Mismatch::Width { c: 32, rust: 64 });
/// assert_eq!(mismatch.to_string(), "32 bits wide, and the field has 64");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// Both are integers, enums or floats, of different width.
    Width {
        /// Bits in C.
        c: u64,
        /// Bits in Rust.
        rust: u64,
    },
    /// Both are integers of the same width; one has a sign.
    Sign {
        /// Whether C's has.
        c_signed: bool,
    },
    /// Both are arrays, of different length.
    Length {
        /// Elements in C.
        c: u64,
        /// Elements in Rust.
        rust: u64,
    },
    /// C's is an array whose length user space [sets](crate::Target::is_set_at_load), and Rust's has a fixed length.
    LengthSetAtLoad {
        /// Elements in Rust.
        rust: u64,
    },
    /// The two are of different kinds.
    Kind {
        /// C's.
        c: &'static str,
        /// Rust's.
        rust: &'static str,
    },
    /// A struct, and the field is none.
    Struct {
        /// The struct's tag, as `struct stats`.
        tag: Option<String>,
        /// What the field is.
        rust: &'static str,
    },
    /// A union, which has no value of its own.
    Union {
        /// The union's tag, as `union number`.
        tag: Option<String>,
    },
    /// Both are arrays, and their elements differ.
    Elements(Box<Mismatch>),
    /// No field can mirror it.
    NoMirror {
        /// What it is in C.
        c: &'static str,
    },
    /// A number of a width that reports don't show as one.
    TooWide {
        /// Bits in C.
        bits: u64,
    },
    /// A map's value of which BTF knows the size alone, and the field has another.
    Size {
        /// Bytes in C.
        c: u64,
        /// Bytes in Rust, of each element for a `Vec`.
        rust: u64,
        /// Whether the field is a `Vec`, whose elements would have to fill the bytes.
        vec: bool,
    },
    /// The field is to be wider than C's integer, and is not, or C's is no integer.
    NotNarrower,
    /// Several values, and the field takes one.
    NeedsReduction {
        /// Whether there is one for each CPU, rather than only for each element.
        per_cpu: bool,
    },
    /// One value, and the field asks for a reduction of several.
    NothingToReduce,
    /// Several values that are no integers.
    NotReducible {
        /// What each is in C.
        c: &'static str,
        /// What was to be done with them.
        reduce: Reduce,
    },
    /// Several values that become one integer, and the field is none.
    ReducedTo {
        /// What is done with them.
        reduce: Reduce,
        /// What the field is.
        rust: &'static str,
    },
    /// Several values that become one integer, which the field does not hold.
    Reduced(Box<Mismatch>),
    /// An `Option` in an `Option`.
    NestedOption,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width { c, rust } => write!(f, "{c} bits wide, and the field has {rust}"),
            Self::Sign { c_signed: true } => f.write_str("signed, and the field is not"),
            Self::Sign { c_signed: false } => f.write_str("unsigned, and the field is signed"),
            Self::Length { c, rust } => write!(f, "{}, and the field has {rust}", elements(*c)),
            Self::LengthSetAtLoad { rust } => {
                write!(f, "an array whose length user space sets at load, and the field has {}", elements(*rust))
            }
            Self::Kind { c, rust } => write!(f, "{c}, and the field is {rust}"),
            Self::Struct { rust, .. } => write!(f, "a struct, and the field is {rust}"),
            Self::Union { .. } => f.write_str("a union, of which a path names the member to read"),
            Self::Elements(of) => match of.as_ref() {
                Self::Width { c, rust } => write!(f, "each element {c} bits wide, and the field's has {rust}"),
                Self::Sign { c_signed: true } => f.write_str("each element signed, and the field's is not"),
                Self::Sign { c_signed: false } => f.write_str("each element unsigned, and the field's is signed"),
                Self::Length { c, rust } => write!(f, "each element {}, and the field's has {rust}", elements(*c)),
                Self::Kind { c, rust } => write!(f, "each element {c}, and the field's is {rust}"),
                Self::Struct { rust, .. } => write!(f, "each element a struct, and the field's is {rust}"),
                Self::Union { .. } => f.write_str("each element a union, of which a path names the member to read"),
                Self::Size { c, rust, vec: false } => {
                    write!(f, "each element {c} bytes without a type, and the field's has {rust}")
                }
                deeper => deeper.fmt(f),
            },
            Self::NoMirror { c } => write!(f, "{c}, which no field can mirror"),
            Self::TooWide { bits } => write!(f, "{bits} bits wide, which no report shows as a number"),
            Self::Size { c, rust, vec: false } => write!(f, "{c} bytes without a type, and the field has {rust}"),
            Self::Size { c, rust, vec: true } => {
                write!(f, "{c} bytes without a type, and each of the field's elements has {rust}")
            }
            Self::NotNarrower => f.write_str("not an integer narrower than the field, so `widen` has no effect"),
            Self::NeedsReduction { per_cpu: true } => {
                f.write_str("with a value for each CPU, and the field is one integer")
            }
            Self::NeedsReduction { per_cpu: false } => {
                f.write_str("with a value for each element, and the field is one integer")
            }
            Self::NothingToReduce => f.write_str("a single value, with nothing to reduce"),
            Self::NotReducible { c, reduce } => write!(f, "each value {c}, and `{reduce}` takes integers"),
            Self::ReducedTo { reduce, rust } => write!(f, "one integer after `{reduce}`, and the field is {rust}"),
            Self::Reduced(of) => write!(f, "each value {of}"),
            Self::NestedOption => f.write_str("and an `Option` in an `Option` says no more than one"),
        }
    }
}

fn elements(count: u64) -> String {
    if count == 1 { "1 element".to_owned() } else { format!("{count} elements") }
}
