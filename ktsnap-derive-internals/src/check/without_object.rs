//! Checks of a struct with `type` and without an object. The structs that use it as the type of a field compare it with
//! their objects.

use ktsnap_btf::path::Unresolved;
use ktsnap_btf::{FieldType, Path};
use syn::Ident;

use super::saturating;
use crate::error::Errors;
use crate::parse::{Field, FieldSource};

/// Checks the fields.
pub fn check(fields: &[Field<'_>], ident: &Ident, enums: bool, errors: &mut Errors) {
    for field in fields.iter().filter(|field| !field.skipped()) {
        if let Some(key) = &field.attribute.key {
            errors.push(key, "`key` requires a struct with `map`", "remove `key`");
        }
        if let Some(allow) = &field.attribute.allow_unmapped {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove `allow_unmapped`");
        }
        saturating::without_object(field, errors);
        match &field.kind {
            Err(foreign) => {
                let help = "use the type of the member in C";
                errors.push(field.ty, format!("`{}` {foreign}", field.ident), help);
            }
            Ok(FieldType::Option(_)) if !field.has_arrow() => {
                let fact = format!("`Option` has no effect: `{ident}` always has all members");
                errors.push(field.ty, fact, "remove `Option`");
            }
            Ok(_) => {}
        }
        if let Some(FieldSource::Name(path) | FieldSource::Path(path)) = field.source() {
            check_path(field, &path, enums, errors);
        }
    }
}

/// Checks the syntax of a path, and that its indices are known.
fn check_path(field: &Field<'_>, path: &str, enums: bool, errors: &mut Errors) {
    match Path::parse_steps(path) {
        Err(error) => errors.push(field.name_token(), error.fact(""), error.help()),
        Ok(path) => {
            let (fact, help) = match path.unresolved(enums) {
                Ok(_) => return,
                Err(Unresolved::Arrow(pointer)) => (
                    format!("the target of the pointer `{pointer}` is unknown without an object"),
                    format!(
                        "add `object = \"...\"`, or end the path at `{pointer}` and make the field a `ktsnap::Ptr`"
                    ),
                ),
                Err(Unresolved::Index(name)) => (
                    format!("the value of `{name}` is unknown without an object"),
                    "add `object = \"...\"`, or write the number".to_owned(),
                ),
                Err(_) => return,
            };
            errors.push(field.name_token(), fact, help);
        }
    }
}
