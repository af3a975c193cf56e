//! Holding a Rust field's type against a variable's.

use std::fmt;

use crate::types::Type;

/// A field's type, as far as a macro can read it.
///
/// ```
/// use ktsnap_btf::check::FieldType;
///
/// let stats = FieldType::Array { element: Box::new(FieldType::Int { bits: 64, signed: false }), len: Some(3) };
/// assert_eq!(stats.to_string(), "[u64; 3]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// An integer.
    Int {
        /// Width in bits.
        bits: u64,
        /// Whether it has a sign.
        signed: bool,
    },
    /// `bool`.
    Bool,
    /// `f32` or `f64`.
    Float {
        /// Width in bits.
        bits: u64,
    },
    /// An array.
    Array {
        /// What each element is.
        element: Box<FieldType>,
        /// Its length; `None` where that is a constant's name.
        len: Option<u64>,
    },
    /// A name that a macro can't see through, such as an alias.
    Unknown,
}

/// What a comparison came to.
///
/// ```
/// use ktsnap_btf::{Type, check::{Comparison, FieldType, compare}};
///
/// let counter = Type::Int { size: 8, signed: false };
/// assert_eq!(compare(&FieldType::Int { bits: 64, signed: false }, &counter), Comparison::Fits);
/// assert_eq!(compare(&FieldType::Unknown, &counter), Comparison::Unknown);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The field holds every value of the variable as it is.
    Fits,
    /// Part of the field's type is not known here, and the rest fits.
    Unknown,
    /// The field does not mirror the variable.
    Differs(Mismatch),
}

/// How a field's type differs from a variable's. Shown, it continues "... is `u32` in C".
///
/// ```
/// use ktsnap_btf::{Type, check::{Comparison, FieldType, Mismatch, compare}};
///
/// let wide = FieldType::Int { bits: 64, signed: false };
/// let Comparison::Differs(mismatch) = compare(&wide, &Type::Int { size: 4, signed: false }) else {
///     unreachable!()
/// };
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
    /// The two are of different kinds.
    Kind {
        /// C's.
        c: &'static str,
        /// Rust's.
        rust: &'static str,
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
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits, signed: true } => write!(f, "i{bits}"),
            Self::Int { bits, signed: false } => write!(f, "u{bits}"),
            Self::Bool => f.write_str("bool"),
            Self::Float { bits } => write!(f, "f{bits}"),
            Self::Array { element, len: Some(len) } => write!(f, "[{element}; {len}]"),
            Self::Array { element, len: None } => write!(f, "[{element}; _]"),
            Self::Unknown => f.write_str("_"),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width { c, rust } => write!(f, "{c} bits wide, and the field has {rust}"),
            Self::Sign { c_signed: true } => f.write_str("signed, and the field is not"),
            Self::Sign { c_signed: false } => f.write_str("unsigned, and the field is signed"),
            Self::Length { c, rust } => write!(f, "{c} elements, and the field has {rust}"),
            Self::Kind { c, rust } => write!(f, "{c}, and the field is {rust}"),
            Self::Elements(of) => match of.as_ref() {
                Self::Width { c, rust } => write!(f, "each element {c} bits wide, and the field's has {rust}"),
                Self::Sign { c_signed: true } => f.write_str("each element signed, and the field's is not"),
                Self::Sign { c_signed: false } => f.write_str("each element unsigned, and the field's is signed"),
                Self::Length { c, rust } => write!(f, "each element {c} elements, and the field's has {rust}"),
                Self::Kind { c, rust } => write!(f, "each element {c}, and the field's is {rust}"),
                deeper => deeper.fmt(f),
            },
            Self::NoMirror { c } => write!(f, "{c}, which no field can mirror yet"),
            Self::TooWide { bits } => write!(f, "{bits} bits wide, which no report shows as a number"),
        }
    }
}

/// Holds a field's type against a variable's. Width, sign and length must be equal; an enum is mirrored by the
/// integer of its width and sign.
#[must_use]
pub fn compare(field: &FieldType, var: &Type) -> Comparison {
    match differs(field, var) {
        Some(mismatch) => Comparison::Differs(mismatch),
        None if is_known(field) => Comparison::Fits,
        None => Comparison::Unknown,
    }
}

fn is_known(field: &FieldType) -> bool {
    match field {
        FieldType::Array { element, len } => len.is_some() && is_known(element),
        FieldType::Unknown => false,
        FieldType::Int { .. } | FieldType::Bool | FieldType::Float { .. } => true,
    }
}

fn differs(field: &FieldType, var: &Type) -> Option<Mismatch> {
    if let Some(mismatch) = no_mirror(var) {
        return Some(mismatch);
    }
    let (c_bits, c_signed) = match var {
        Type::Int { size, signed } => (size * 8, *signed),
        Type::Enum(of) => (of.size * 8, of.signed),
        Type::Float { size } => (size * 8, true),
        _ => (0, false),
    };
    match (field, var) {
        (FieldType::Unknown, _) | (FieldType::Bool, Type::Bool { .. }) => None,
        (FieldType::Int { bits, signed }, Type::Int { .. } | Type::Enum(_)) => {
            if *bits != c_bits {
                Some(Mismatch::Width { c: c_bits, rust: *bits })
            } else if *signed != c_signed {
                Some(Mismatch::Sign { c_signed })
            } else {
                None
            }
        }
        (FieldType::Float { bits }, Type::Float { .. }) => {
            (*bits != c_bits).then_some(Mismatch::Width { c: c_bits, rust: *bits })
        }
        (FieldType::Array { element, len: rust }, Type::Array { element: c_element, len }) => {
            differs(element, c_element).map(|mismatch| Mismatch::Elements(Box::new(mismatch))).or_else(|| {
                let rust = rust.filter(|rust| rust != len)?;
                Some(Mismatch::Length { c: *len, rust })
            })
        }
        _ => Some(Mismatch::Kind { c: kind_of(var), rust: kind_of_field(field) }),
    }
}

/// Why no field can mirror a variable, whatever the field's type.
#[must_use]
pub fn no_mirror(var: &Type) -> Option<Mismatch> {
    let c = match var {
        Type::Struct(of) if of.union => "a union",
        Type::Struct(_) => "a struct",
        Type::Ptr => "a pointer",
        Type::Opaque => "a type without a size",
        Type::Array { element, .. } => match no_mirror(element)? {
            Mismatch::NoMirror { c: "a struct" } => "an array of structs",
            Mismatch::NoMirror { c: "a union" } => "an array of unions",
            Mismatch::NoMirror { c: "a pointer" } => "an array of pointers",
            Mismatch::NoMirror { .. } => "an array of what no field can mirror",
            other => return Some(other),
        },
        Type::Int { size, .. } | Type::Bool { size } | Type::Float { size } if var.to_rust().is_none() => {
            return Some(Mismatch::TooWide { bits: size.saturating_mul(8) });
        }
        Type::Int { .. } | Type::Enum(_) | Type::Bool { .. } | Type::Float { .. } => return None,
    };
    Some(Mismatch::NoMirror { c })
}

fn kind_of(var: &Type) -> &'static str {
    match var {
        Type::Int { .. } => "an integer",
        Type::Bool { .. } => "a bool",
        Type::Float { .. } => "a float",
        Type::Enum(_) => "an enum",
        Type::Array { .. } => "an array",
        Type::Struct(_) | Type::Ptr | Type::Opaque => "no value",
    }
}

fn kind_of_field(field: &FieldType) -> &'static str {
    match field {
        FieldType::Int { .. } => "an integer",
        FieldType::Bool => "a `bool`",
        FieldType::Float { .. } => "a float",
        FieldType::Array { .. } => "an array",
        FieldType::Unknown => "of another type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const U64: FieldType = FieldType::Int { bits: 64, signed: false };

    fn int(size: u64, signed: bool) -> Type {
        Type::Int { size, signed }
    }

    fn array(element: Type, len: u64) -> Type {
        Type::Array { element: element.into(), len }
    }

    fn field_array(element: FieldType, len: Option<u64>) -> FieldType {
        FieldType::Array { element: Box::new(element), len }
    }

    fn mismatch(field: &FieldType, var: &Type) -> String {
        match compare(field, var) {
            Comparison::Differs(mismatch) => mismatch.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn width_comes_before_sign() {
        assert_eq!(mismatch(&U64, &int(4, true)), "32 bits wide, and the field has 64");
        assert_eq!(mismatch(&U64, &int(8, true)), "signed, and the field is not");
    }

    #[test]
    fn kinds_are_told_apart() {
        assert_eq!(mismatch(&U64, &Type::Bool { size: 1 }), "a bool, and the field is an integer");
        assert_eq!(mismatch(&FieldType::Bool, &int(1, false)), "an integer, and the field is a `bool`");
        assert_eq!(mismatch(&U64, &array(int(8, false), 3)), "an array, and the field is an integer");
        assert_eq!(mismatch(&FieldType::Float { bits: 64 }, &int(8, false)), "an integer, and the field is a float");
        assert_eq!(mismatch(&U64, &Type::Ptr), "a pointer, which no field can mirror yet");
    }

    #[test]
    fn an_array_is_compared_by_element_then_by_length() {
        let c = array(int(8, false), 3);
        assert_eq!(compare(&field_array(U64, Some(3)), &c), Comparison::Fits);
        assert_eq!(mismatch(&field_array(U64, Some(4)), &c), "3 elements, and the field has 4");
        let narrow = FieldType::Int { bits: 32, signed: false };
        assert_eq!(mismatch(&field_array(narrow, Some(4)), &c), "each element 64 bits wide, and the field's has 32");
    }

    #[test]
    fn what_is_not_known_is_left_open_but_the_rest_is_compared() {
        let c = array(int(8, false), 3);
        assert_eq!(compare(&field_array(U64, None), &c), Comparison::Unknown);
        assert_eq!(compare(&field_array(FieldType::Unknown, Some(3)), &c), Comparison::Unknown);
        assert_eq!(
            mismatch(&field_array(FieldType::Bool, None), &c),
            "each element an integer, and the field's is a `bool`"
        );
        assert_eq!(mismatch(&FieldType::Unknown, &Type::Ptr), "a pointer, which no field can mirror yet");
    }

    #[test]
    fn an_integer_of_128_bits_has_no_mirror() {
        assert!(mismatch(&U64, &int(16, false)).contains("128 bits wide, which no report shows"));
    }
}
