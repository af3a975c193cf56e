//! Whether `saturating` has an effect on a field.

use ktsnap_btf::{FieldType, Type};

use super::{CheckedStruct, ResolvedTarget};
use crate::error::Errors;
use crate::parse::Field;

/// Reports `saturating` on a field whose later value a difference keeps.
pub(super) fn check(fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    for (field, part) in fields.iter().zip(&checked.fields) {
        let (Some(saturating), Some(part)) = (&field.attribute.saturating, part) else { continue };
        let reason = match checked.target {
            ResolvedTarget::Section(section) if checked.is_constant() => format!("is in `{}`", section.name),
            _ if counts(&part.target.ty, field) => continue,
            _ => format!("is `{}` in C", part.target.c_type),
        };
        errors.push(saturating, no_effect(&part.path, &reason), "remove `saturating`");
    }
}

/// Reports it in a struct without an object.
pub(super) fn without_object(field: &Field<'_>, errors: &mut Errors) {
    if let (Some(saturating), Ok(kind)) = (&field.attribute.saturating, &field.kind)
        && !is_counter(kind)
    {
        let fact = no_effect(&field.ident.to_string(), &format!("is `{kind}`"));
        errors.push(saturating, fact, "remove `saturating`");
    }
}

fn no_effect(path: &str, reason: &str) -> String {
    format!("`saturating` has no effect: a difference keeps the later value of `{path}`, which {reason}")
}

/// Whether a difference of values of that type is taken.
pub(super) fn counts(ty: &Type, field: &Field<'_>) -> bool {
    match ty {
        Type::Int { size, signed } => !signed && *size <= 8,
        Type::Array { element, .. } => counts(element, field),
        Type::Struct(_) => true,
        // Only the field says what the bytes are.
        Type::Bytes { .. } => field.kind.as_ref().map_or(true, is_counter),
        _ => false,
    }
}

/// Whether the field's type can be that of a counter.
pub(super) fn is_counter(kind: &FieldType) -> bool {
    match kind {
        FieldType::Int { signed, .. } => !signed,
        FieldType::Histogram { .. } | FieldType::Unknown => true,
        FieldType::Array { element: of, .. }
        | FieldType::Vec(of)
        | FieldType::PerCpu(of)
        | FieldType::Option(of)
        | FieldType::Rows { value: of, .. } => is_counter(of),
        _ => false,
    }
}
