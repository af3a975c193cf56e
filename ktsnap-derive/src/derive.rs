//! The whole derive: from the struct as it was written to the code that stands for it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::Container;
use crate::bare;
use crate::check::Checker;
use crate::error::Errors;
use crate::expand::Output;
use crate::home::{self, Asked};
use crate::model;
use crate::ratio;

/// Expands `#[derive(SnapshotSchema)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let container = Container::read(&input.attrs, &mut errors);
    let asked = home::asked(&container, &mut errors);
    let fields = model::fields(input, container.krate.as_ref(), &mut errors);
    let nested = matches!(asked, Asked::Nested(_));
    let object = container.source.open(!nested && !container.damaged, ident, &mut errors);
    let named = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?)));
    let checked = named.and_then(|(object, layout)| {
        let (enums, allow_unmapped) = (!container.enums.is_empty(), container.allow_unmapped.as_ref());
        Checker { ident, fields: &fields, layout, object, enums, allow_unmapped }.check(&asked, &mut errors)
    });
    if nested && object.is_none() {
        bare::check(&fields, ident, !container.enums.is_empty(), &mut errors);
    }
    let reads_globals = matches!(asked, Asked::Section(_));
    let ratios = ratio::read(&container.ratios, &fields, ident, named, reads_globals, &mut errors);
    if let Some(checked) = &checked {
        ratio::check(&ratios, &fields, checked, &mut errors);
    }

    let output = Output { input, container: &container, asked: &asked, fields: &fields, ratios: &ratios };
    let code = match (checked, &object, named) {
        _ if errors.count() > 0 => output.failed(&errors),
        (Some(checked), Some(object), Some((_, layout))) => {
            output.checked(&object.schema_name, layout.big_endian, &checked)
        }
        (None, None, _) if nested => output.unchecked(),
        _ => output.failed(&errors),
    };
    let tracking = object.map(|object| object.tracking);
    quote! { #code #tracking }
}
