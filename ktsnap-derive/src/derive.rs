//! `#[derive(SnapshotSchema)]`, from the checked struct to its implementation.

use ktsnap_derive_internals::declaration::{self, Declaration};
use ktsnap_derive_internals::object::Origin;
use ktsnap_derive_internals::parse::StructTarget;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::expand::Output;

/// Expands `#[derive(SnapshotSchema)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    declaration::read(input, &Origin::default(), |declaration| expand(input, &declaration))
}

fn expand(input: &DeriveInput, declaration: &Declaration<'_>) -> TokenStream {
    let Declaration { container, target, fields, ratios, object, checked, errors, .. } = *declaration;
    let described = declaration.described();
    let output = Output { input, container, target, fields, ratios, described };
    let code = match (checked, object, declaration.layout()) {
        _ if errors.count() > 0 => output.failed(errors),
        _ if matches!(target, StructTarget::Parts) => output.parts(),
        (Some(checked), Some(object), Some(layout)) => output.checked(&object.schema_name, layout.big_endian, checked),
        (Some(checked), None, _) => output.checked("", false, checked),
        (None, None, _) => output.unchecked(),
        _ => output.failed(errors),
    };
    let tracking = object.map(|object| &object.tracking);
    quote! { #code #tracking }
}
