//! `#[derive(SnapshotEnum)]`: a Rust enum that mirrors a C enum.

use ktsnap_derive_internals::enums;
use ktsnap_derive_internals::object::Origin;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::expand::enums::{failed, implementation};
use crate::expand::krate;

/// Expands `#[derive(SnapshotEnum)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let declaration = enums::read(input, &Origin::default());
    let runtime = krate(declaration.attributes.krate.as_ref(), Span::call_site());
    let code = if declaration.errors.count() > 0 {
        failed(input, &runtime, &declaration.errors)
    } else {
        implementation(input, &runtime, &declaration)
    };
    let tracking = declaration.object.map(|object| object.tracking);
    quote! { #code #tracking }
}
