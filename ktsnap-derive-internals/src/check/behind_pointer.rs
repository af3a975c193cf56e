//! The difference of a counter that is read through a pointer.

use super::{CheckedStruct, saturating};
use crate::error::Errors;
use crate::parse::Field;

/// Requires `gauge` for a counter that is read through a pointer: by the second read the pointer can point to another
/// target, or be NULL, so a difference is not what was counted.
pub(super) fn check(fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    for (field, part) in fields.iter().zip(&checked.fields) {
        let Some(part) = part else { continue };
        let is_counter = saturating::counts(&part.target.ty, field)
            && field.kind.as_ref().map_or(true, saturating::is_counter)
            && !checked.is_constant();
        if !part.target.follows_a_pointer() || !is_counter || field.keeps_later() {
            continue;
        }
        let fact = format!(
            "`{}` follows a pointer, which can point elsewhere by the second of two reads, so a difference would not be \
             what was counted",
            part.path
        );
        match &field.attribute.saturating {
            Some(saturating) => {
                errors.push(saturating, fact, "write `gauge` instead: a difference then keeps the later value");
            }
            None => errors.push(
                field.ident,
                fact,
                "add `gauge` in `#[snapshot(...)]`: a difference then keeps the later value",
            ),
        }
    }
}
