//! The comparison of a field with the result of a reduction: the outer dimensions are reduced, and the field has the others.

use super::shape::Shape;
use super::{FieldType, Mismatch, Reduce, bytes, integers, keys};
use crate::compat::kind::{WIDE, bits, kind_of};
use crate::path::Target;
use crate::types::Type;

/// The number of outer dimensions that a reduction of the target into a field of that type reduces, without the CPUs. `None`
/// if it depends on a part of the type that a macro can't resolve, or if the field has more dimensions than the target.
///
/// ```
/// use ktsnap_btf::compat::{FieldType, reduced_dims};
/// use ktsnap_btf::{Dim, Target, Type};
///
/// let row = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 4 };
/// let mut target = Target::whole(row, "u64[4]");
/// target.dims.push(Dim::All { len: 16 });
/// let u64 = FieldType::Int { bits: 64, signed: false };
/// assert_eq!(reduced_dims(&u64, &target), Some(2));
/// assert_eq!(reduced_dims(&FieldType::Vec(Box::new(u64)), &target), Some(1));
/// assert_eq!(reduced_dims(&FieldType::Unknown, &target), None);
/// ```
#[must_use]
pub fn reduced_dims(field: &FieldType, target: &Target) -> Option<u64> {
    let (shape, kept) = (Shape::of(target), Kept::of(field));
    let outer = (shape.lens().len() + usize::from(kept.fills_bytes(&shape))).checked_sub(kept.lens.len())?;
    // An alias of a value without dimensions has none.
    (outer == 0 || *kept.value != FieldType::Unknown).then(|| u64::try_from(outer).ok()).flatten()
}

/// The dimensions of a field's type, outermost first, and the type of each value.
struct Kept<'f> {
    lens: Vec<Option<u64>>,
    /// The innermost array.
    array: Option<&'f FieldType>,
    value: &'f FieldType,
}

impl<'f> Kept<'f> {
    fn of(field: &'f FieldType) -> Self {
        let mut kept = Self { lens: Vec::new(), array: None, value: field };
        loop {
            let (element, len) = match kept.value {
                FieldType::Array { element, len } => (element, *len),
                FieldType::Vec(element) | FieldType::Histogram { counter: element, .. } => (element, None),
                _ => return kept,
            };
            kept.array = Some(kept.value);
            kept.lens.push(len);
            kept.value = element;
        }
    }

    /// Whether the innermost array holds values without a type, and not its elements.
    fn fills_bytes(&self, shape: &Shape<'_>) -> bool {
        match (shape.innermost(), self.value) {
            (Type::Bytes { size }, FieldType::Int { bits, .. }) => *size != bits / 8 && self.array.is_some(),
            _ => false,
        }
    }
}

/// Compares a field with the result of a reduction.
pub(super) fn reduced(field: &FieldType, shape: &Shape<'_>, reduce: Reduce, widen: bool) -> Option<Mismatch> {
    if matches!(shape, Shape::Value(_)) {
        return Some(Mismatch::NothingToReduce);
    }
    // The values of each entry are reduced, such as those of all CPUs.
    if let (FieldType::Rows { key, value, .. }, Shape::Rows { of, key: c_key, c_type, .. }) = (field, shape) {
        return keys(key, c_key, c_type).or_else(|| reduced(value, of, reduce, widen));
    }
    let (kept, ty) = (Kept::of(field), shape.innermost());
    match (ty, kept.value) {
        (Type::Int { size: WIDE, .. }, _) => {
            return Some(Mismatch::Reduced(Box::new(Mismatch::TooWide { bits: bits(WIDE) })));
        }
        (Type::Int { .. } | Type::Bytes { .. }, FieldType::Unknown | FieldType::Int { .. })
        | (Type::Struct(_), FieldType::Unknown) => {}
        (Type::Int { .. } | Type::Bytes { .. }, _) => return Some(Mismatch::ReducedTo { reduce }),
        (other, _) => return Some(Mismatch::NotReducible { c: kind_of(other), reduce }),
    }
    let (lens, fills_bytes) = (shape.lens(), kept.fills_bytes(shape));
    let Some(outer) = (lens.len() + usize::from(fills_bytes)).checked_sub(kept.lens.len()) else {
        return Some(Mismatch::ReducedTo { reduce });
    };
    let value = match (ty, kept.array) {
        (_, _) if *kept.value == FieldType::Unknown => return None,
        (Type::Bytes { size }, Some(array)) if fills_bytes => bytes(array, *size),
        (Type::Bytes { size }, _) => bytes(kept.value, *size),
        _ => integers(kept.value, ty, widen),
    };
    let lens = lens.iter().skip(outer).zip(&kept.lens);
    let differs = |(c, rust): (&Option<u64>, &Option<u64>)| {
        let (c, rust) = (*c)?.ne(&(*rust)?).then_some(((*c)?, (*rust)?))?;
        Some(Mismatch::Length { c, rust })
    };
    match value.or_else(|| lens.filter_map(differs).next()) {
        Some(mismatch) => Some(Mismatch::Reduced(Box::new(mismatch))),
        None if outer == 0 && !shape.is_repeated() => Some(Mismatch::KeptWhole),
        None => None,
    }
}
