//! Which fields keep their later value in a difference of two reads.

use ktsnap_btf::{Target, Type};

use super::CheckedStruct;
use crate::parse::Field;

/// Whether a field of that type of C can count. It may hold a letter or an enumerator as a number, though it is not the
/// number of anything; and of an integer of 128 bits it holds the bytes.
fn may_count(ty: &Type) -> bool {
    match ty {
        Type::Array { element, .. } => may_count(element),
        Type::Char | Type::Enum(_) | Type::Int { size: 16, .. } => false,
        _ => true,
    }
}

/// Whether a difference keeps the later value of the field, which has this number among those that are read.
pub fn keeps_later(checked: Option<&CheckedStruct<'_>>, index: usize, field: &Field<'_>) -> bool {
    // By the second read, a pointer may point elsewhere.
    let may_count = |target: &Target| may_count(&target.ty) && !target.follows_a_pointer();
    let mut parts = checked.iter().flat_map(|checked| &checked.fields).flatten();
    !parts.nth(index).is_none_or(|part| may_count(&part.target)) || field.keeps_later()
}
