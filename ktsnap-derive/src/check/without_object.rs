//! A struct that mirrors one of C's and names no object: the structs that use it hold it against theirs. Here only what
//! needs no object is checked.

use ktsnap_btf::{FieldType, Path};
use syn::Ident;

use crate::error::Errors;
use crate::parse::{Field, FieldSource};

/// Checks the fields, adding what is wrong.
pub(crate) fn check(fields: &[Field<'_>], ident: &Ident, enums: bool, errors: &mut Errors) {
    for field in fields.iter().filter(|field| !field.skipped()) {
        if let Some(key) = &field.attribute.key {
            errors.push(key, "`key` names an entry of a map, and the struct mirrors none", "remove it");
        }
        if let Some(allow) = &field.attribute.allow_unmapped {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove it");
        }
        match &field.kind {
            Err(foreign) => {
                let help = "write the type that C has";
                errors.push(field.ty, format!("`{}` {foreign}", field.ident), help);
            }
            Ok(FieldType::Option(_)) => {
                let help = "write the type alone";
                errors.push(field.ty, format!("`{ident}` always has its members, so `Option` says nothing"), help);
            }
            Ok(_) => {}
        }
        if let Some(FieldSource::Name(path) | FieldSource::Path(path)) = field.source() {
            path_alone(field, &path, enums, errors);
        }
    }
}

/// Holds a path to what can be said without an object.
fn path_alone(field: &Field<'_>, path: &str, enums: bool, errors: &mut Errors) {
    match Path::parse_steps(path) {
        Err(error) => errors.push(field.name_token(), error.fact(""), error.help()),
        Ok(path) => {
            if let Err(name) = path.unresolved(enums) {
                errors.push(
                    field.name_token(),
                    format!("the value of `{name}` is not known, since the struct names no object"),
                    "add `object = \"...\"`, or write the number",
                );
            }
        }
    }
}
