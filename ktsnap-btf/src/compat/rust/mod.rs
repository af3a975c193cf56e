//! The comparison of a Rust field's type with the C type that it mirrors.

mod field;
mod mismatch;
mod reduction;
mod remedy;
mod shape;

use super::kind::{Integer, Property, WIDE, bits, is_cpu_set, kind_of};
use crate::path::Target;
use crate::types::Type;
use reduction::reduced;
use shape::Shape;

pub use field::{Conversion, FieldType, Reduce};
pub use mismatch::Mismatch;
pub use reduction::reduced_dims;
pub use remedy::remedy;

/// The result of [`compare`].
///
/// ```
/// use ktsnap_btf::compat::{Comparison, Conversion, FieldType, compare};
/// use ktsnap_btf::{Target, Type};
///
/// let counter = Target::whole(Type::Int { size: 8, signed: false }, "u64");
/// let u64 = FieldType::Int { bits: 64, signed: false };
/// assert_eq!(compare(&u64, &counter, &Conversion::default()), Comparison::Fits);
/// assert_eq!(compare(&FieldType::Unknown, &counter, &Conversion::default()), Comparison::Unknown);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The field holds every value of the C type without a change.
    Fits,
    /// The known part of the field's type fits, but the rest can't be resolved from its tokens.
    Unknown,
    /// The field does not hold the values of the C type.
    Differs(Mismatch),
}

/// Compares a field's type with a target: a variable, a map's value, or the part of them at the end of a path.
///
/// Width, sign and length must be equal. An enum is mirrored by the integer of its width and sign.
#[must_use]
pub fn compare(field: &FieldType, target: &Target, conversion: &Conversion) -> Comparison {
    let shape = Shape::of(target);
    let wanted = match field {
        FieldType::Option(of) if matches!(**of, FieldType::Option(_)) => {
            return Comparison::Differs(Mismatch::NestedOption);
        }
        FieldType::Option(of) => of,
        field => field,
    };
    let wide_bitfield = || match (target.bits, shape.innermost()) {
        (Some(_), Type::Int { size: WIDE, .. }) => Some(Mismatch::TooWide { bits: bits(WIDE) }),
        _ => None,
    };
    let mismatch = unreadable(&shape).or_else(wide_bitfield).or_else(|| match conversion.reduce {
        Some(reduce) => reduced(wanted, &shape, reduce, conversion.widen),
        None => needs_reduction(wanted, target, &shape).or_else(|| differs(wanted, &shape, conversion.widen)),
    });
    let widens_nothing = || conversion.widen && !matches!(shape.innermost(), Type::Int { .. } | Type::Enum(_));
    match mismatch {
        Some(Mismatch::Length { rust, .. }) if target.is_set_at_load() => {
            Comparison::Differs(Mismatch::LengthSetAtLoad { rust })
        }
        Some(mismatch) => Comparison::Differs(mismatch),
        None if widens_nothing() => Comparison::Differs(Mismatch::NotNarrower),
        None if field.is_known() => Comparison::Fits,
        None => Comparison::Unknown,
    }
}

/// Why no field of any type can mirror a C type.
///
/// ```
/// use ktsnap_btf::{Type, compat::no_mirror};
///
/// assert!(no_mirror(&Type::Opaque).is_some());
/// assert!(no_mirror(&Type::Char).is_none());
/// ```
#[must_use]
pub fn no_mirror(ty: &Type) -> Option<Mismatch> {
    unreadable(&Shape::of_type(ty))
}

fn unreadable(shape: &Shape<'_>) -> Option<Mismatch> {
    let ty = shape.innermost();
    let is_value = matches!(shape, Shape::Value(_));
    match ty {
        Type::Struct(of) if of.union => {
            let union = Mismatch::Union { tag: ty.tag() };
            Some(if is_value { union } else { Mismatch::Elements(Box::new(union)) })
        }
        Type::Opaque if is_value => Some(Mismatch::NoMirror { c: kind_of(ty) }),
        Type::Opaque => Some(Mismatch::NoMirror { c: "an array of a type without a size" }),
        Type::Int { size, .. } | Type::Bool { size } | Type::Float { size } if ty.to_rust().is_none() => {
            Some(Mismatch::TooWide { bits: bits(*size) })
        }
        _ => None,
    }
}

/// Whether the field is a single integer, but a path or a per-CPU map gives several.
fn needs_reduction(field: &FieldType, target: &Target, shape: &Shape<'_>) -> Option<Mismatch> {
    let summable = matches!(shape.innermost(), Type::Int { size: ..=8, .. } | Type::Bytes { size: 1 | 2 | 4 | 8 });
    let one_of_many = matches!(field, FieldType::Int { .. }) && summable && !target.dims.is_empty();
    let per_cpu = target.dims.contains(&crate::path::Dim::Cpus);
    one_of_many.then_some(Mismatch::NeedsReduction { per_cpu })
}

/// Compares the keys of rows with those of a map.
fn keys(field: &FieldType, key: &Type, c_type: &str) -> Option<Mismatch> {
    let shape = Shape::of_type(key);
    let mismatch = unreadable(&shape).or_else(|| differs(field, &shape, false))?;
    Some(Mismatch::Key { c_type: c_type.to_owned(), rust: field.to_string(), of: Box::new(mismatch) })
}

fn differs(field: &FieldType, shape: &Shape<'_>, widen: bool) -> Option<Mismatch> {
    match (field, shape) {
        (FieldType::Unknown, _) => None,
        (FieldType::Array { element, len: rust }, Shape::Array { of, len, optional, .. }) => {
            elements(inside(element, *optional), of, widen).or_else(|| {
                let (c, rust) = (*len)?.ne(&(*rust)?).then_some(((*len)?, (*rust)?))?;
                Some(Mismatch::Length { c, rust })
            })
        }
        (
            FieldType::Vec(element) | FieldType::Histogram { counter: element, .. },
            Shape::Array { of, optional, .. },
        ) => elements(inside(element, *optional), of, widen),
        (FieldType::Text | FieldType::CString, Shape::Array { of, .. }) if matches!(**of, Shape::Value(Type::Char)) => {
            None
        }
        (FieldType::PerCpu(of_field), Shape::Cpus { of, optional }) => differs(inside(of_field, *optional), of, widen),
        (FieldType::Rows { key, value, .. }, Shape::Rows { of, key: c_key, c_type, optional }) => {
            let values = |mismatch| Mismatch::Values(Box::new(mismatch));
            keys(key, c_key, c_type).or_else(|| differs(inside(value, *optional), of, widen).map(values))
        }
        (_, Shape::Value(ty)) => value(field, ty, widen),
        _ => Some(different(field, shape)),
    }
}

/// The field's type for one element. For an element that may be missing, this is the type inside an `Option`.
fn inside(element: &FieldType, optional: bool) -> &FieldType {
    match element {
        FieldType::Option(of) if optional => of,
        element => element,
    }
}

fn elements(field: &FieldType, of: &Shape<'_>, widen: bool) -> Option<Mismatch> {
    differs(field, of, widen).map(|mismatch| Mismatch::Elements(Box::new(mismatch)))
}

fn value(field: &FieldType, ty: &Type, widen: bool) -> Option<Mismatch> {
    match (field, ty) {
        (_, Type::Int { size: WIDE, .. }) => wide(field, widen),
        (FieldType::Int { .. }, Type::Int { .. } | Type::Enum(_)) => integers(field, ty, widen),
        (FieldType::Int { bits, .. }, Type::Char) => {
            (*bits != 8).then_some(if widen { Mismatch::NotNarrower } else { Mismatch::Width { c: 8, rust: *bits } })
        }
        (FieldType::Bool, Type::Bool { .. }) | (FieldType::Ptr, Type::Ptr { .. }) => None,
        (FieldType::Float { bits: rust }, Type::Float { size }) => {
            let c = bits(*size);
            (*rust != c).then_some(Mismatch::Width { c, rust: *rust })
        }
        (FieldType::CpuSet, ty) if is_cpu_set(ty) => None,
        (_, Type::Struct(_)) => Some(Mismatch::Struct { tag: ty.tag() }),
        (_, Type::Bytes { size }) => bytes(field, *size),
        _ => Some(different(field, &Shape::Value(ty))),
    }
}

fn different(field: &FieldType, shape: &Shape<'_>) -> Mismatch {
    let c = match (field, shape) {
        (FieldType::Text | FieldType::CString, Shape::Array { .. } | Shape::Value(Type::Int { .. } | Type::Char)) => {
            "not an array of `char`"
        }
        _ => shape.kind(),
    };
    Mismatch::Kind { c }
}

/// Compares an integer with the integer or enum `ty`.
fn integers(field: &FieldType, ty: &Type, widen: bool) -> Option<Mismatch> {
    let FieldType::Int { bits, signed } = *field else { return None };
    let c = Integer::of(ty)?;
    match c.difference(Integer { bits, signed }, widen) {
        Some(Property::Width) => Some(Mismatch::Width { c: c.bits, rust: bits }),
        Some(Property::Sign) => Some(Mismatch::Sign { c_signed: c.signed }),
        None if widen && bits == c.bits => Some(Mismatch::NotNarrower),
        None => None,
    }
}

/// Compares a field with an integer that reports show as bytes: only an array of its bytes fits.
fn wide(field: &FieldType, widen: bool) -> Option<Mismatch> {
    match field {
        FieldType::Array { element, len } if **element == (FieldType::Int { bits: 8, signed: false }) => match len {
            Some(len) if *len != WIDE => Some(Mismatch::Length { c: WIDE, rust: *len }),
            _ if widen => Some(Mismatch::NotNarrower),
            _ => None,
        },
        FieldType::Int { bits: rust, .. } => Some(Mismatch::Width { c: bits(WIDE), rust: *rust }),
        _ => Some(Mismatch::Kind { c: "an integer of 128 bits" }),
    }
}

/// Compares a field with `c` bytes without a type: any numbers that fill them fit.
fn bytes(field: &FieldType, c: u64) -> Option<Mismatch> {
    let (numbers, vec) = match field {
        FieldType::Vec(element) | FieldType::Histogram { counter: element, .. } => (filled(element), true),
        field => (filled(field), false),
    };
    match numbers {
        Filled::Bytes(rust) if vec && rust != 0 && c.is_multiple_of(rust) => None,
        Filled::Bytes(rust) if !vec && rust == c => None,
        Filled::Bytes(rust) => Some(Mismatch::Size { c, rust, vec }),
        Filled::TooWide { bits } => Some(Mismatch::TooWide { bits }),
        Filled::Unknown => None,
        Filled::NoNumbers => Some(different(field, &Shape::Value(&Type::Bytes { size: c }))),
    }
}

/// The size of the numbers in a field's type.
enum Filled {
    Bytes(u64),
    TooWide {
        bits: u64,
    },
    /// A part of the type can't be resolved.
    Unknown,
    NoNumbers,
}

fn filled(field: &FieldType) -> Filled {
    match field {
        FieldType::Int { bits, .. } | FieldType::Float { bits } if *bits > 64 => Filled::TooWide { bits: *bits },
        FieldType::Int { bits, .. } | FieldType::Float { bits } => Filled::Bytes(bits / 8),
        FieldType::Bool => Filled::Bytes(1),
        FieldType::Array { element, len } => match (filled(element), len) {
            (Filled::Bytes(each), Some(len)) => Filled::Bytes(each.saturating_mul(*len)),
            (Filled::Bytes(_), None) => Filled::Unknown,
            (other, _) => other,
        },
        FieldType::Unknown => Filled::Unknown,
        FieldType::Vec(_)
        | FieldType::Histogram { .. }
        | FieldType::Text
        | FieldType::CString
        | FieldType::Ptr
        | FieldType::CpuSet
        | FieldType::PerCpu(_)
        | FieldType::Rows { .. }
        | FieldType::Option(_) => Filled::NoNumbers,
    }
}

#[cfg(test)]
mod tests;
