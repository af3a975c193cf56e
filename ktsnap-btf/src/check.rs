//! Holding a Rust field's type against what it is to mirror.

mod field;
mod mismatch;
mod remedy;
mod shape;

use crate::path::Target;
use crate::types::Type;
use shape::{Shape, is_cpu_set, kind_of};

pub use field::{Conversion, FieldType, Reduce};
pub use mismatch::Mismatch;
pub use remedy::remedy;

/// What a comparison came to.
///
/// ```
/// use ktsnap_btf::check::{Comparison, FieldType, Conversion, compare};
/// use ktsnap_btf::{Target, Type};
///
/// let counter = Target::whole(Type::Int { size: 8, signed: false }, "u64");
/// let u64 = FieldType::Int { bits: 64, signed: false };
/// assert_eq!(compare(&u64, &counter, &Conversion::default()), Comparison::Fits);
/// assert_eq!(compare(&FieldType::Unknown, &counter, &Conversion::default()), Comparison::Unknown);
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

/// Holds a field's type against a target: the variable, the map's value, or what a path leads to in them.
///
/// Width, sign and length must be equal; an enum is mirrored by the integer of its width and sign. What a name that is
/// not known stands for is left open.
#[must_use]
pub fn compare(field: &FieldType, target: &Target, how: &Conversion) -> Comparison {
    let shape = Shape::of(target);
    let wanted = match field {
        FieldType::Option(of) if matches!(**of, FieldType::Option(_)) => {
            return Comparison::Differs(Mismatch::NestedOption);
        }
        FieldType::Option(of) => of,
        field => field,
    };
    let of_bitfield = || match (target.bits, shape.innermost()) {
        (Some(_), Type::Int { size: WIDE, .. }) => Some(Mismatch::TooWide { bits: WIDE * 8 }),
        _ => None,
    };
    let mismatch = unreadable(&shape).or_else(of_bitfield).or_else(|| match how.reduce {
        Some(reduce) => reduced(wanted, &shape, reduce, how.widen),
        None => needs_reduction(wanted, target, &shape).or_else(|| differs(wanted, &shape, how.widen)),
    });
    let in_vain = || how.widen && !matches!(shape.innermost(), Type::Int { .. } | Type::Enum(_));
    match mismatch {
        Some(Mismatch::Length { rust, .. }) if target.is_set_at_load() => {
            Comparison::Differs(Mismatch::LengthSetAtLoad { rust })
        }
        Some(mismatch) => Comparison::Differs(mismatch),
        None if in_vain() => Comparison::Differs(Mismatch::NotNarrower),
        None if field.is_known() => Comparison::Fits,
        None => Comparison::Unknown,
    }
}

/// Bytes of an integer that is wider than any of a report's. A field holds its bytes.
const WIDE: u64 = 16;

/// Why no field can mirror a type, whatever the field's.
///
/// ```
/// use ktsnap_btf::{Type, check::no_mirror};
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
    let alone = matches!(shape, Shape::Value(_));
    match ty {
        Type::Struct(of) if of.union => {
            let union = Mismatch::Union { tag: ty.tag() };
            Some(if alone { union } else { Mismatch::Elements(Box::new(union)) })
        }
        Type::Opaque if alone => Some(Mismatch::NoMirror { c: kind_of(ty) }),
        Type::Opaque => Some(Mismatch::NoMirror { c: "an array of what has no size" }),
        Type::Int { size, .. } | Type::Bool { size } | Type::Float { size } if ty.to_rust().is_none() => {
            Some(Mismatch::TooWide { bits: size.saturating_mul(8) })
        }
        _ => None,
    }
}

/// Whether one integer is to take the several values that a path or a per-CPU map names.
fn needs_reduction(field: &FieldType, target: &Target, shape: &Shape<'_>) -> Option<Mismatch> {
    let summable = matches!(shape.innermost(), Type::Int { size: ..=8, .. } | Type::Bytes { size: 1 | 2 | 4 | 8 });
    let one_of_many = matches!(field, FieldType::Int { .. }) && summable && !target.dims.is_empty();
    let per_cpu = target.dims.contains(&crate::path::Dim::Cpus);
    one_of_many.then_some(Mismatch::NeedsReduction { per_cpu })
}

/// One integer, of several.
fn reduced(field: &FieldType, shape: &Shape<'_>, reduce: Reduce, widen: bool) -> Option<Mismatch> {
    if matches!(shape, Shape::Value(_)) {
        return Some(Mismatch::NothingToReduce);
    }
    let each = match (shape.innermost(), field) {
        (Type::Int { size: WIDE, .. }, _) => Some(Mismatch::TooWide { bits: WIDE * 8 }),
        (Type::Int { .. } | Type::Bytes { .. }, FieldType::Unknown) => None,
        (Type::Int { size, signed }, FieldType::Int { .. }) => integers(field, *size, *signed, widen),
        (Type::Bytes { size }, FieldType::Int { .. }) => bytes(field, *size),
        (Type::Int { .. } | Type::Bytes { .. }, _) => return Some(Mismatch::ReducedTo { reduce, rust: field.kind() }),
        (other, _) => return Some(Mismatch::NotReducible { c: kind_of(other), reduce }),
    };
    each.map(|mismatch| Mismatch::Reduced(Box::new(mismatch)))
}

fn differs(field: &FieldType, shape: &Shape<'_>, widen: bool) -> Option<Mismatch> {
    match (field, shape) {
        (FieldType::Unknown, _) => None,
        (FieldType::Array { element, len: rust }, Shape::Array { of, len, entries, .. }) => {
            elements(inside(element, *entries), of, widen).or_else(|| {
                let rust = rust.filter(|rust| rust != len)?;
                Some(Mismatch::Length { c: *len, rust })
            })
        }
        (FieldType::Vec(element), Shape::Array { of, entries, .. }) => elements(inside(element, *entries), of, widen),
        (FieldType::Text | FieldType::CString, Shape::Array { of, .. }) if matches!(**of, Shape::Value(Type::Char)) => {
            None
        }
        (FieldType::PerCpu(of_field), Shape::Cpus(of)) => differs(of_field, of, widen),
        (_, Shape::Value(ty)) => value(field, ty, widen),
        _ => Some(different(field, shape)),
    }
}

/// What an element is compared with: of entries that a capture may lack, what an `Option` holds.
fn inside(element: &FieldType, entries: bool) -> &FieldType {
    match element {
        FieldType::Option(of) if entries => of,
        element => element,
    }
}

fn elements(field: &FieldType, of: &Shape<'_>, widen: bool) -> Option<Mismatch> {
    differs(field, of, widen).map(|mismatch| Mismatch::Elements(Box::new(mismatch)))
}

fn value(field: &FieldType, ty: &Type, widen: bool) -> Option<Mismatch> {
    match (field, ty) {
        (_, Type::Int { size: WIDE, .. }) => wide(field, widen),
        (FieldType::Int { .. }, Type::Int { size, signed }) => integers(field, *size, *signed, widen),
        (FieldType::Int { .. }, Type::Enum(of)) => integers(field, of.size, of.signed, widen),
        (FieldType::Int { bits, .. }, Type::Char) => {
            (*bits != 8).then_some(if widen { Mismatch::NotNarrower } else { Mismatch::Width { c: 8, rust: *bits } })
        }
        (FieldType::Bool, Type::Bool { .. }) | (FieldType::Ptr, Type::Ptr { .. }) => None,
        (FieldType::Float { bits }, Type::Float { size }) => {
            let c = size.saturating_mul(8);
            (*bits != c).then_some(Mismatch::Width { c, rust: *bits })
        }
        (FieldType::CpuSet, ty) if is_cpu_set(ty) => None,
        (_, Type::Struct(_)) => Some(Mismatch::Struct { tag: ty.tag(), rust: field.kind() }),
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
    Mismatch::Kind { c, rust: field.kind() }
}

/// An integer against C's of so many bytes.
fn integers(field: &FieldType, size: u64, c_signed: bool, widen: bool) -> Option<Mismatch> {
    let FieldType::Int { bits, signed } = field else { return None };
    let c = size.saturating_mul(8);
    if *bits < c || (*bits > c && !widen) {
        Some(Mismatch::Width { c, rust: *bits })
    } else if *signed != c_signed {
        Some(Mismatch::Sign { c_signed })
    } else if *bits == c && widen {
        Some(Mismatch::NotNarrower)
    } else {
        None
    }
}

/// A field against an integer that is wider than any of a report's: only its bytes fit.
fn wide(field: &FieldType, widen: bool) -> Option<Mismatch> {
    match field {
        FieldType::Array { element, len } if **element == (FieldType::Int { bits: 8, signed: false }) => match len {
            Some(len) if *len != WIDE => Some(Mismatch::Length { c: WIDE, rust: *len }),
            _ if widen => Some(Mismatch::NotNarrower),
            _ => None,
        },
        FieldType::Int { bits, .. } => Some(Mismatch::Width { c: WIDE * 8, rust: *bits }),
        field => Some(Mismatch::Kind { c: "an integer of 128 bits", rust: field.kind() }),
    }
}

/// A field against so many bytes of which no type is known: any numbers that fill them.
fn bytes(field: &FieldType, c: u64) -> Option<Mismatch> {
    let (numbers, vec) = match field {
        FieldType::Vec(element) => (filled(element), true),
        field => (filled(field), false),
    };
    match numbers {
        Filled::Bytes(rust) if vec && rust != 0 && c.is_multiple_of(rust) => None,
        Filled::Bytes(rust) if !vec && rust == c => None,
        Filled::Bytes(rust) => Some(Mismatch::Size { c, rust, vec }),
        Filled::TooWide { bits } => Some(Mismatch::TooWide { bits }),
        Filled::Open => None,
        Filled::NoNumbers => Some(different(field, &Shape::Value(&Type::Bytes { size: c }))),
    }
}

/// How many bytes the numbers in a field's type have.
enum Filled {
    Bytes(u64),
    TooWide {
        bits: u64,
    },
    /// Some name is not known here.
    Open,
    NoNumbers,
}

fn filled(field: &FieldType) -> Filled {
    match field {
        FieldType::Int { bits, .. } | FieldType::Float { bits } if *bits > 64 => Filled::TooWide { bits: *bits },
        FieldType::Int { bits, .. } | FieldType::Float { bits } => Filled::Bytes(bits / 8),
        FieldType::Bool => Filled::Bytes(1),
        FieldType::Array { element, len } => match (filled(element), len) {
            (Filled::Bytes(each), Some(len)) => Filled::Bytes(each.saturating_mul(*len)),
            (Filled::Bytes(_), None) => Filled::Open,
            (other, _) => other,
        },
        FieldType::Unknown => Filled::Open,
        FieldType::Vec(_)
        | FieldType::Text
        | FieldType::CString
        | FieldType::Ptr
        | FieldType::CpuSet
        | FieldType::PerCpu(_)
        | FieldType::Option(_) => Filled::NoNumbers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Dim;
    use crate::types::{Enum, Struct};

    const U64: FieldType = FieldType::Int { bits: 64, signed: false };
    const U32: FieldType = FieldType::Int { bits: 32, signed: false };
    const I64: FieldType = FieldType::Int { bits: 64, signed: true };
    const U8: FieldType = FieldType::Int { bits: 8, signed: false };
    const AS_IS: Conversion = Conversion { reduce: None, widen: false };
    const WIDEN: Conversion = Conversion { reduce: None, widen: true };
    const SUM: Conversion = Conversion { reduce: Some(Reduce::Sum), widen: false };

    fn int(size: u64, signed: bool) -> Type {
        Type::Int { size, signed }
    }

    fn array(element: Type, len: u64) -> Type {
        Type::Array { element: element.into(), len }
    }

    fn structure(name: &str, union: bool) -> Type {
        Type::Struct(Struct { name: Some(name.to_owned()), union, size: 8, members: Vec::new() }.into())
    }

    fn pointer(to: &str) -> Type {
        Type::Ptr { to: Some(to.into()) }
    }

    fn color() -> Type {
        Type::Enum(Enum { name: None, size: 4, signed: false, enumerators: Vec::new() }.into())
    }

    fn target(dims: &[Dim], ty: &Type) -> Target {
        Target { dims: dims.to_vec(), ..Target::whole(ty.clone(), "") }
    }

    fn field_array(element: FieldType, len: Option<u64>) -> FieldType {
        FieldType::Array { element: Box::new(element), len }
    }

    fn vec(element: FieldType) -> FieldType {
        FieldType::Vec(Box::new(element))
    }

    fn per_cpu(of: FieldType) -> FieldType {
        FieldType::PerCpu(Box::new(of))
    }

    fn option(of: FieldType) -> FieldType {
        FieldType::Option(Box::new(of))
    }

    fn said(comparison: &Comparison) -> String {
        match comparison {
            Comparison::Differs(mismatch) => mismatch.to_string(),
            other => format!("{other:?}"),
        }
    }

    /// Of a plain variable.
    #[track_caller]
    fn assert_said(field: &FieldType, ty: &Type, expected: &str) {
        assert_eq!(said(&compare(field, &target(&[], ty), &AS_IS)), expected, "{field}");
    }

    #[track_caller]
    fn assert_said_of(field: &FieldType, dims: &[Dim], ty: &Type, how: &Conversion, expected: &str) {
        assert_eq!(said(&compare(field, &target(dims, ty), how)), expected, "{field}");
    }

    #[test]
    fn width_comes_before_sign() {
        assert_said(&U64, &int(4, true), "32 bits wide, and the field has 64");
        assert_said(&U64, &int(8, true), "signed, and the field is not");
    }

    #[test]
    fn kinds_are_told_apart() {
        assert_said(&U64, &Type::Bool { size: 1 }, "a bool, and the field is an integer");
        assert_said(&FieldType::Bool, &int(1, false), "an integer, and the field is a `bool`");
        assert_said(&U64, &array(int(8, false), 3), "an array, and the field is an integer");
        assert_said(&FieldType::Float { bits: 64 }, &int(8, false), "an integer, and the field is a float");
        assert_said(&U64, &Type::Ptr { to: None }, "a pointer, and the field is an integer");
        assert_said(&FieldType::Ptr, &int(8, false), "an integer, and the field is a `Ptr`");
        assert_said(&per_cpu(U64), &int(8, false), "an integer, and the field is a `PerCpu`");
        assert_said(&vec(U64), &int(8, false), "an integer, and the field is a `Vec`");
    }

    #[test]
    fn an_array_is_compared_by_element_then_by_length() {
        let c = array(int(8, false), 3);
        assert_said(&field_array(U64, Some(3)), &c, "Fits");
        assert_said(&field_array(U64, Some(4)), &c, "3 elements, and the field has 4");
        assert_said(&field_array(U32, Some(4)), &c, "each element 64 bits wide, and the field's has 32");
    }

    #[test]
    fn a_vec_takes_any_length() {
        let grid = array(array(int(4, false), 4), 3);
        assert_said(&vec(vec(U32)), &grid, "Fits");
        assert_said(&vec(field_array(U32, Some(4))), &grid, "Fits");
        assert_said(&field_array(vec(U32), Some(3)), &grid, "Fits");
        assert_said(&vec(field_array(U32, Some(3))), &grid, "each element 4 elements, and the field's has 3");
        assert_said(&vec(U64), &array(int(8, true), 3), "each element signed, and the field's is not");
    }

    #[test]
    fn what_is_not_known_is_left_open_but_the_rest_is_compared() {
        let c = array(int(8, false), 3);
        assert_said(&field_array(U64, None), &c, "Unknown");
        assert_said(&field_array(FieldType::Unknown, Some(3)), &c, "Unknown");
        assert_said(&field_array(FieldType::Bool, None), &c, "each element an integer, and the field's is a `bool`");
        assert_said(&FieldType::Unknown, &Type::Ptr { to: None }, "Unknown");
        assert_said(&FieldType::Unknown, &Type::Opaque, "a type without a size, which no field can mirror");
        assert_said(&vec(FieldType::Unknown), &array(structure("s", false), 3), "Unknown");
        assert_said_of(&FieldType::Unknown, &[Dim::Cpus], &int(8, false), &AS_IS, "Unknown");
        assert_said_of(&FieldType::Unknown, &[Dim::Cpus], &int(8, false), &SUM, "Unknown");
    }

    #[test]
    fn an_integer_of_128_bits_is_its_bytes() {
        let bytes = field_array(U8, Some(16));
        for signed in [false, true] {
            assert_said(&bytes, &int(16, signed), "Fits");
            assert_said(&option(bytes.clone()), &int(16, signed), "Fits");
            assert_said(&vec(bytes.clone()), &array(int(16, signed), 2), "Fits");
            assert_said(&field_array(U8, None), &int(16, signed), "Unknown");
        }
        assert_said(&U64, &int(16, false), "128 bits wide, and the field has 64");
        assert_said(&vec(U64), &array(int(16, false), 2), "each element 128 bits wide, and the field's has 64");
        assert_said(&field_array(U8, Some(8)), &int(16, false), "16 elements, and the field has 8");
        let halves = "an integer of 128 bits, and the field is an array";
        assert_said(&field_array(U64, Some(2)), &int(16, false), halves);
        assert_said(&vec(U8), &int(16, false), "an integer of 128 bits, and the field is a `Vec`");
        let too_wide = "128 bits wide, which no report shows as a number";
        assert_said_of(&U64, &[], &array(int(16, false), 2), &SUM, &format!("each value {too_wide}"));
        assert_said_of(
            &bytes,
            &[],
            &int(16, false),
            &WIDEN,
            "not an integer narrower than the field, so `widen` has no effect",
        );
        let bitfield = Target { bits: Some(65), ..target(&[], &int(16, false)) };
        assert_eq!(said(&compare(&bytes, &bitfield, &AS_IS)), too_wide);
        // Nobody has one, and BTF can describe it.
        assert_said(&U64, &int(3, false), "24 bits wide, which no report shows as a number");
    }

    #[test]
    fn a_char_is_a_byte_and_an_array_of_them_text() {
        let i8 = FieldType::Int { bits: 8, signed: true };
        let comm = array(Type::Char, 16);
        for byte in [&i8, &U8] {
            assert_said(byte, &Type::Char, "Fits");
            assert_said(&field_array(byte.clone(), Some(16)), &comm, "Fits");
            assert_said(&vec(byte.clone()), &comm, "Fits");
        }
        assert_said(&FieldType::Text, &comm, "Fits");
        assert_said(&vec(FieldType::Text), &array(comm.clone(), 4), "Fits");
        assert_said_of(&FieldType::Text, &[Dim::All { len: 16 }], &Type::Char, &AS_IS, "Fits");
        assert_said(&field_array(U8, Some(8)), &comm, "16 elements, and the field has 8");
        assert_said(&U32, &Type::Char, "8 bits wide, and the field has 32");
        assert_said(&FieldType::Bool, &Type::Char, "a char, and the field is a `bool`");
        let no_text = "not an array of `char`, and the field is a `String`";
        for ty in [array(int(1, false), 16), Type::Char, int(1, true), array(comm, 4)] {
            assert_said(&FieldType::Text, &ty, no_text);
        }
        assert_said(&FieldType::Text, &Type::Bool { size: 1 }, "a bool, and the field is a `String`");
    }

    #[test]
    fn widening_takes_a_narrower_integer_of_the_same_sign() {
        let said = |field: &FieldType, ty: &Type| said(&compare(field, &target(&[], ty), &WIDEN));
        let in_vain = "not an integer narrower than the field, so `widen` has no effect";
        assert_eq!(said(&U64, &int(4, false)), "Fits");
        assert_eq!(said(&U64, &color()), "Fits");
        assert_eq!(said(&vec(U64), &array(int(4, false), 3)), "Fits");
        assert_eq!(said(&U64, &int(4, true)), "signed, and the field is not");
        assert_eq!(said(&I64, &int(4, false)), "unsigned, and the field is signed");
        assert_eq!(said(&U32, &int(8, false)), "64 bits wide, and the field has 32");
        assert_eq!(said(&U64, &int(8, false)), in_vain);
        assert_eq!(said(&vec(U64), &array(int(8, false), 3)), in_vain);
        assert_eq!(said(&FieldType::Bool, &Type::Bool { size: 1 }), in_vain);
        assert_eq!(said(&FieldType::Float { bits: 64 }, &Type::Float { size: 8 }), in_vain);
        assert_eq!(
            said(&FieldType::Float { bits: 64 }, &Type::Float { size: 4 }),
            "32 bits wide, and the field has 64"
        );
        assert_eq!(said(&FieldType::Unknown, &structure("s", false)), in_vain);
        assert_eq!(said(&FieldType::Unknown, &int(4, false)), "Unknown");
        assert_eq!(said(&U64, &Type::Char), in_vain);
        assert_eq!(said(&U64, &Type::Bytes { size: 8 }), in_vain);
    }

    #[test]
    fn a_bitfield_is_compared_by_its_declared_type() {
        let narrow = Target { bits: Some(3), ..target(&[], &int(4, false)) };
        assert_eq!(compare(&U32, &narrow, &AS_IS), Comparison::Fits);
        assert_eq!(compare(&U64, &narrow, &WIDEN), Comparison::Fits);
        assert_eq!(said(&compare(&U8, &narrow, &AS_IS)), "32 bits wide, and the field has 8");
        let flag = Target { bits: Some(1), ..target(&[], &Type::Bool { size: 1 }) };
        assert_eq!(compare(&FieldType::Bool, &flag, &AS_IS), Comparison::Fits);
    }

    #[test]
    fn a_reduction_makes_one_integer_of_all() {
        let grid = array(array(int(8, false), 4), 3);
        let all = Dim::All { len: 4 };
        for dims in [&[Dim::Cpus][..], &[all], &[Dim::Cpus, all], &[]] {
            assert_said_of(&U64, dims, &grid, &SUM, "Fits");
            assert_said_of(&option(U64), dims, &grid, &SUM, "Fits");
            assert_said_of(&I64, dims, &grid, &SUM, "each value unsigned, and the field is signed");
            assert_said_of(&U32, dims, &grid, &SUM, "each value 64 bits wide, and the field has 32");
            assert_said_of(&vec(U64), dims, &grid, &SUM, "one integer after `sum`, and the field is a `Vec`");
        }
        let widen = Conversion { reduce: Some(Reduce::Max), widen: true };
        assert_said_of(&U64, &[all], &int(4, false), &widen, "Fits");
        assert_said_of(&U64, &[], &int(8, false), &SUM, "a single value, with nothing to reduce");
        for (ty, kind) in [
            (Type::Bool { size: 1 }, "a bool"),
            (Type::Char, "a char"),
            (Type::Float { size: 8 }, "a float"),
            (color(), "an enum"),
            (Type::Ptr { to: None }, "a pointer"),
            (structure("s", false), "a struct"),
        ] {
            let expected = format!("each value {kind}, and `sum` takes integers");
            assert_said_of(&U64, &[Dim::Cpus], &ty, &SUM, &expected);
            assert_said_of(&U64, &[], &array(ty, 3), &SUM, &expected);
        }
    }

    #[test]
    fn one_integer_for_several_values_needs_a_reduction() {
        let per_cpu_said = "with a value for each CPU, and the field is one integer";
        let all = Dim::All { len: 4 };
        assert_said_of(&U64, &[Dim::Cpus], &int(8, false), &AS_IS, per_cpu_said);
        assert_said_of(&U64, &[all, Dim::Cpus], &int(8, false), &AS_IS, per_cpu_said);
        assert_said_of(&option(U64), &[Dim::Cpus], &array(int(8, false), 2), &AS_IS, per_cpu_said);
        let each_said = "with a value for each element, and the field is one integer";
        assert_said_of(&U64, &[all], &int(4, true), &AS_IS, each_said);
        // What can't be reduced anyway.
        assert_said_of(&U64, &[all], &Type::Bool { size: 1 }, &AS_IS, "an array, and the field is an integer");
    }

    #[test]
    fn per_cpu_values_and_all_elements_have_a_type_of_their_own() {
        let all = Dim::All { len: 4 };
        assert_said_of(&per_cpu(U64), &[Dim::Cpus], &int(8, false), &AS_IS, "Fits");
        assert_said_of(&option(per_cpu(U64)), &[Dim::Cpus], &int(8, false), &AS_IS, "Fits");
        assert_said_of(&per_cpu(vec(U64)), &[Dim::Cpus, all], &int(8, false), &AS_IS, "Fits");
        assert_said_of(&vec(per_cpu(U64)), &[all, Dim::Cpus], &int(8, false), &AS_IS, "Fits");
        assert_said_of(&field_array(U64, Some(4)), &[all], &int(8, false), &AS_IS, "Fits");
        assert_said_of(&field_array(U64, Some(3)), &[all], &int(8, false), &AS_IS, "4 elements, and the field has 3");
        assert_said_of(&per_cpu(U32), &[Dim::Cpus], &int(8, false), &AS_IS, "64 bits wide, and the field has 32");
        assert_said_of(
            &vec(U64),
            &[Dim::Cpus],
            &int(8, false),
            &AS_IS,
            "with a value for each CPU, and the field is a `Vec`",
        );
        assert_said_of(&per_cpu(U64), &[all], &int(8, false), &AS_IS, "an array, and the field is a `PerCpu`");
        assert_said_of(
            &vec(U64),
            &[all, Dim::Cpus],
            &int(8, false),
            &AS_IS,
            "each element with a value for each CPU, and the field's is an integer",
        );
    }

    #[test]
    fn a_struct_is_mirrored_by_what_is_not_known_here() {
        let waits = structure("wait_stats", false);
        assert_said(&FieldType::Unknown, &waits, "Unknown");
        assert_said(&U64, &waits, "a struct, and the field is an integer");
        assert_said(&vec(U64), &array(waits.clone(), 3), "each element a struct, and the field's is an integer");
        let tag = Some("struct wait_stats".to_owned());
        let mismatch = Mismatch::Struct { tag, rust: "a float" };
        let found = compare(&FieldType::Float { bits: 32 }, &target(&[], &waits), &AS_IS);
        assert_eq!(found, Comparison::Differs(mismatch));
    }

    #[test]
    fn a_union_takes_a_path() {
        let number = structure("number", true);
        let tag = Some("union number".to_owned());
        for field in [&U64, &FieldType::Unknown] {
            let found = compare(field, &target(&[], &number), &AS_IS);
            assert_eq!(found, Comparison::Differs(Mismatch::Union { tag: tag.clone() }));
        }
        assert_said(
            &FieldType::Unknown,
            &array(number, 2),
            "each element a union, of which a path names the member to read",
        );
    }

    #[test]
    fn pointers_and_sets_of_cpus_have_types_of_their_own() {
        let mask = structure("bpf_cpumask", false);
        assert_said(&FieldType::Ptr, &pointer("struct task_struct"), "Fits");
        assert_said(&vec(FieldType::Ptr), &array(Type::Ptr { to: None }, 2), "Fits");
        assert_said(&FieldType::CpuSet, &mask, "Fits");
        assert_said(&FieldType::CpuSet, &pointer("struct bpf_cpumask"), "Fits");
        assert_said(&FieldType::CpuSet, &pointer("struct cpumask"), "Fits");
        assert_said(&FieldType::Ptr, &pointer("struct cpumask"), "Fits");
        assert_said(&FieldType::CpuSet, &pointer("struct task_struct"), "a pointer, and the field is a `CpuSet`");
        assert_said(&FieldType::CpuSet, &structure("s", false), "a struct, and the field is a `CpuSet`");
        assert_said(&FieldType::CpuSet, &int(8, false), "an integer, and the field is a `CpuSet`");
    }

    #[test]
    fn what_may_be_absent_is_compared_by_what_it_is_otherwise() {
        assert_said(&option(U64), &int(8, false), "Fits");
        assert_said(&option(FieldType::Unknown), &int(8, false), "Unknown");
        assert_said(&option(U64), &int(4, false), "32 bits wide, and the field has 64");
        let nested = "and an `Option` in an `Option` says no more than one";
        assert_said(&option(option(U64)), &int(8, false), nested);
        let inside = "each element an integer, and the field's is an `Option`";
        assert_said(&vec(option(U64)), &array(int(8, false), 2), inside);
    }

    #[test]
    fn an_entry_of_a_map_may_be_absent_and_an_element_may_not() {
        let entries = [Dim::Entries { len: 4 }];
        let u64 = int(8, false);
        for field in [vec(U64), vec(option(U64)), field_array(option(U64), Some(4))] {
            assert_said_of(&field, &entries, &u64, &AS_IS, "Fits");
        }
        let slots = [Dim::Entries { len: 4 }, Dim::Cpus];
        assert_said_of(&vec(option(per_cpu(U64))), &slots, &u64, &AS_IS, "Fits");
        assert_said_of(&vec(option(FieldType::Unknown)), &entries, &u64, &AS_IS, "Unknown");
        assert_said_of(&vec(option(U32)), &entries, &u64, &AS_IS, "each element 64 bits wide, and the field's has 32");
        let no_option = "each element an integer, and the field's is an `Option`";
        assert_said_of(&vec(option(option(U64))), &entries, &u64, &AS_IS, no_option);
        assert_said_of(&vec(option(U64)), &[Dim::All { len: 4 }], &u64, &AS_IS, no_option);
        assert_said_of(&U64, &entries, &u64, &AS_IS, "with a value for each element, and the field is one integer");
        assert_said_of(&U64, &entries, &u64, &SUM, "Fits");
    }

    #[test]
    fn bytes_without_a_type_are_any_numbers_that_fill_them() {
        let bytes = |size| Type::Bytes { size };
        for field in [&U64, &I64, &FieldType::Float { bits: 64 }, &field_array(U32, Some(2)), &vec(U8)] {
            assert_said(field, &bytes(8), "Fits");
        }
        assert_said(&FieldType::Bool, &bytes(1), "Fits");
        assert_said(&field_array(field_array(U64, Some(2)), Some(2)), &bytes(32), "Fits");
        assert_said(&field_array(U64, None), &bytes(32), "Unknown");
        assert_said(&FieldType::Unknown, &bytes(32), "Unknown");
        assert_said(&U64, &bytes(4), "4 bytes without a type, and the field has 8");
        assert_said(&field_array(U64, Some(3)), &bytes(8), "8 bytes without a type, and the field has 24");
        assert_said(&vec(U64), &bytes(12), "12 bytes without a type, and each of the field's elements has 8");
        let wide = FieldType::Int { bits: 128, signed: false };
        assert_said(&wide, &bytes(16), "128 bits wide, which no report shows as a number");
        assert_said(&FieldType::Text, &bytes(16), "bytes without a type, and the field is a `String`");
        let cpus = [Dim::Cpus];
        assert_said_of(&per_cpu(I64), &cpus, &bytes(8), &AS_IS, "Fits");
        assert_said_of(&I64, &cpus, &bytes(8), &SUM, "Fits");
        assert_said_of(&U32, &cpus, &bytes(8), &SUM, "each value 8 bytes without a type, and the field has 4");
        let per_cpu_said = "with a value for each CPU, and the field is one integer";
        assert_said_of(&U64, &cpus, &bytes(8), &AS_IS, per_cpu_said);
    }

    #[test]
    fn the_remedy_fits() {
        let all = Dim::All { len: 4 };
        let u64 = int(8, false);
        for (dims, ty, how, expected) in [
            (&[][..], u64.clone(), AS_IS, Some("u64")),
            (&[], array(array(int(4, true), 4), 3), AS_IS, Some("[[i32; 4]; 3]")),
            (&[all], u64.clone(), AS_IS, Some("Vec<u64>")),
            (&[Dim::Cpus, all], u64.clone(), AS_IS, Some("PerCpu<Vec<u64>>")),
            (&[all, Dim::Cpus], u64.clone(), SUM, Some("u64")),
            (&[], array(u64.clone(), 3), SUM, Some("u64")),
            (&[], u64, SUM, Some("u64")),
            (&[Dim::Cpus], Type::Bool { size: 1 }, SUM, None),
            (&[], Type::Char, AS_IS, Some("i8")),
            (&[], array(Type::Char, 16), AS_IS, Some("[u8; 16]")),
            (&[all], Type::Char, AS_IS, Some("Vec<u8>")),
            (&[], pointer("struct task_struct"), AS_IS, Some("Ptr")),
            (&[], array(pointer("struct bpf_cpumask"), 2), AS_IS, Some("[CpuSet; 2]")),
            (&[], structure("cpumask", false), AS_IS, Some("CpuSet")),
            (&[], structure("s", false), AS_IS, None),
            (&[Dim::Cpus], Type::Bytes { size: 8 }, SUM, Some("u64")),
            (&[], Type::Bytes { size: 24 }, AS_IS, Some("[u64; 3]")),
            (&[], Type::Bytes { size: 3 }, AS_IS, None),
            (&[all], int(16, true), AS_IS, Some("Vec<[u8; 16]>")),
            (&[all], int(16, true), SUM, None),
            (&[], Type::Opaque, AS_IS, None),
        ] {
            assert_eq!(remedy(&target(dims, &ty), &how).as_deref(), expected, "{dims:?} {ty:?}");
        }
    }
}
