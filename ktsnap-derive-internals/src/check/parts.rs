//! Checks of a struct with `parts`, which has no object of its own.

use ktsnap_btf::{FieldType, closest};
use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use crate::error::{Errors, listed, unspaced};
use crate::parse::{Field, TAKE_HELP, Take};

/// Checks that each field can be a struct that derives `SnapshotSchema`, and has no attribute of a variable.
pub fn check(fields: &[Field<'_>], ident: &Ident, errors: &mut Errors) {
    for field in fields.iter().filter(|field| !field.skipped()) {
        for (key, token) in field.attribute.of_variables() {
            let fact = format!("`{key}` can't be used in a struct with `parts`");
            errors.push(token, fact, format!("move `{key}` to a field of `{}`", unspaced(field.ty)));
        }
        if let Some(in_use) = &field.attribute.take.in_use {
            if in_use.is_ring {
                let help = format!("move `ring` to a field of `{}`", unspaced(field.ty));
                errors.push(&in_use.key, "`ring` can't be used in a struct with `parts`", help);
            } else {
                errors.push(&in_use.key, "`take` requires rows and a count in parentheses", TAKE_HELP);
            }
        }
        for take in &field.attribute.take.of_part {
            check_count(take, fields, ident, errors);
        }
        let is_struct = match &field.kind {
            Ok(FieldType::Unknown) => true,
            Ok(FieldType::PerCpu(of)) => **of == FieldType::Unknown,
            _ => false,
        };
        if !is_struct {
            let fact =
                format!("`{}` is not a part: its type is not a struct that derives `SnapshotSchema`", field.ident);
            let help = format!(
                "move `{}` to a struct with `#[snapshot(object = \"...\")]`, and give `{ident}` a field of that type",
                field.ident
            );
            errors.push(field.ty.to_token_stream(), fact, help);
        }
    }
    if !fields.is_empty() && fields.iter().all(Field::skipped) {
        errors.push(ident, format!("every field of `{ident}` is skipped"), "remove `skip` from a field");
    }
}

/// Reports `take` in a struct without `parts`.
pub fn reject_take(fields: &[Field<'_>], errors: &mut Errors) {
    for take in fields.iter().flat_map(|field| &field.attribute.take.of_part) {
        errors.push(&take.key, "`take` requires a struct with `parts`", "remove `take`");
    }
}

/// Checks that the count of `take` is a member of a part.
fn check_count(take: &Take, fields: &[Field<'_>], ident: &Ident, errors: &mut Errors) {
    let Some(part) = take.count.first() else { return };
    let names: Vec<_> =
        fields.iter().filter(|field| !field.skipped()).map(|field| field.ident.unraw().to_string()).collect();
    let name = part.unraw().to_string();
    if !names.contains(&name) {
        let help = match closest(&name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its parts are {}", listed(names.iter().map(String::as_str))),
        };
        errors.push(part, format!("no part `{part}` in `{ident}`"), help);
    } else if take.count.len() == 1 {
        let help = format!("write `{part}.` and the member that holds the count");
        errors.push(part, format!("`{part}` is a part, not a count"), help);
    }
}
