//! The whole derive: from the struct as it was written to the code that stands for it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident, LitStr};

use crate::attr::Container;
use crate::bare;
use crate::check::Checker;
use crate::error::Errors;
use crate::expand::Output;
use crate::home::{self, Asked};
use crate::model;
use crate::object::{self, Object};
use crate::ratio;

/// Expands `#[derive(SnapshotSchema)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let container = Container::read(&input.attrs, &mut errors);
    let asked = home::asked(&container, &mut errors);
    let fields = model::fields(input, &mut errors);
    let nested = matches!(asked, Asked::Nested(_));
    let object = open(container.object.as_ref(), !nested && !container.damaged, ident, &mut errors);
    let layout = object.as_ref().and_then(|(_, object)| object.layout.as_deref().ok());
    let checked = object.as_ref().zip(layout).and_then(|((name, _), layout)| {
        let (enums, allow_unmapped) = (!container.enums.is_empty(), container.allow_unmapped.as_ref());
        Checker { ident, fields: &fields, layout, object: name, enums, allow_unmapped }.check(&asked, &mut errors)
    });
    if nested && object.is_none() {
        bare::check(&fields, ident, !container.enums.is_empty(), &mut errors);
    }
    let named = object.as_ref().map(|(name, _)| name.as_str()).zip(layout);
    let ratios = ratio::read(&container.ratios, &fields, ident, named, &mut errors);

    let output = Output { input, container: &container, asked: &asked, fields: &fields, ratios: &ratios };
    let code = match (checked, &object, layout) {
        _ if errors.count() > 0 => output.failed(&errors),
        (Some(checked), Some((name, _)), Some(layout)) => output.checked(name, layout.big_endian, &checked),
        (None, None, _) if nested => output.unchecked(),
        _ => output.failed(&errors),
    };
    let tracking = object.map(|(_, object)| object.tracking);
    quote! { #code #tracking }
}

/// The object that the struct names, opened.
pub(crate) fn open(
    written: Option<&LitStr>,
    required: bool,
    ident: &Ident,
    errors: &mut Errors,
) -> Option<(String, Object)> {
    let Some(written) = written else {
        if required {
            errors.push(
                ident,
                format!("`{ident}` names no object to be checked against"),
                "write `#[snapshot(object = \"bpf/scheduler.bpf.o\")]` above it",
            );
        }
        return None;
    };
    let object = object::open(&written.value());
    if let Err(failure) = &object.layout {
        errors.push(written, &failure.fact, &failure.help);
    }
    Some((written.value(), object))
}
