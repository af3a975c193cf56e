//! The steps of `#[derive(SnapshotSchema)]`, from the struct to its implementation.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::check::row::RowChecker;
use crate::check::{Checker, groups, of_fields, parts, without_object};
use crate::error::Errors;
use crate::expand::Output;
use crate::parse::{self, StructAttributes, StructTarget};
use crate::ratio;

/// Expands `#[derive(SnapshotSchema)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let container = StructAttributes::read(&input.attrs, &mut errors);
    let target = container.target(&mut errors);
    let fields = parse::fields(input, container.krate.as_ref(), &mut errors);
    of_fields::check(&fields, &target, ident, &mut errors);
    if let StructTarget::Parts = target {
        return of_parts(input, &container, &fields, errors);
    }
    parts::reject_take(&fields, &mut errors);
    let nested = matches!(target, StructTarget::Nested(_));
    let part = nested || matches!(target, StructTarget::Row { .. });
    if part {
        groups::reject(&fields, &mut errors);
    }
    let object = container.source.open(!part && !container.damaged, ident, &mut errors);
    let named = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?)));
    let (extern_enums, allow_unmapped) = (!container.enums.is_empty(), container.allow_unmapped.as_ref());
    let checked = match target {
        // An object that can't be read has an error already.
        StructTarget::Row { .. } if object.is_some() && named.is_none() => None,
        StructTarget::Row { array, key } => {
            RowChecker { ident, fields: &fields, object: named, extern_enums }.check(array, key, &mut errors)
        }
        _ => object.as_ref().and_then(|opened| {
            let layout = opened.layout()?;
            Checker { ident, fields: &fields, layout, opened, object: &opened.name, extern_enums, allow_unmapped }
                .check(&target, &mut errors)
        }),
    };
    if nested && object.is_none() {
        without_object::check(&fields, ident, extern_enums, &mut errors);
    }
    let reads_globals = matches!(target, StructTarget::Section(_));
    let ratios = ratio::read(&container.ratios, &fields, ident, named, reads_globals, &mut errors);
    if let Some(checked) = &checked {
        ratio::check(&ratios, &fields, checked, &mut errors);
    }

    let output = Output { input, container: &container, target: &target, fields: &fields, ratios: &ratios };
    let code = match (checked, &object, named) {
        _ if errors.count() > 0 => output.failed(&errors),
        (Some(checked), Some(object), Some((_, layout))) => {
            output.checked(&object.schema_name, layout.big_endian, &checked)
        }
        (Some(checked), None, _) => output.checked("", false, &checked),
        (None, None, _) if nested => output.unchecked(),
        _ => output.failed(&errors),
    };
    let tracking = object.map(|object| object.tracking);
    quote! { #code #tracking }
}

/// Expands a struct with `parts`, which has no object of its own.
fn of_parts(
    input: &DeriveInput,
    container: &StructAttributes,
    fields: &[parse::Field<'_>],
    mut errors: Errors,
) -> TokenStream {
    parts::check(fields, &input.ident, &mut errors);
    let ratios = ratio::read(&container.ratios, fields, &input.ident, None, false, &mut errors);
    let output = Output { input, container, target: &StructTarget::Parts, fields, ratios: &ratios };
    if errors.count() > 0 { output.failed(&errors) } else { output.parts() }
}
