//! `#[derive(SnapshotEnum)]`: a Rust enum that mirrors a C enum.

mod check;
mod expand;
mod names;
mod variants;

use ktsnap_btf::Type;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::error::Errors;
use crate::expand::krate;
use crate::parse::EnumAttributes;
use crate::resolve;

/// Expands `#[derive(SnapshotEnum)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let attribute = EnumAttributes::read(&input.attrs, &mut errors);
    let (variants, other) = variants::read(input, &mut errors);
    let object = attribute.source.open(false, ident, &mut errors);
    if let Some((name, layout)) = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?))) {
        match &attribute.tag {
            Some(tag) => {
                if let Some(Type::Enum(of)) = resolve::named(layout, ("type", tag), "enum", name, &mut errors) {
                    check::check(of, &tag.value(), &variants, other.as_ref(), ident, name, &mut errors);
                }
            }
            None => {
                let source = if attribute.source.object.is_some() { "object" } else { "layout" };
                let help = "add `type = \"enum ...\"` with the name of the enum in C";
                errors.push(ident, format!("`{source}` requires `type`"), help);
            }
        }
    }
    let runtime = krate(attribute.krate.as_ref(), Span::call_site());
    let tag = attribute.tag.as_ref().map(syn::LitStr::value);
    let code = if errors.count() > 0 {
        expand::failed(input, &runtime, &errors)
    } else {
        expand::implementation(input, &runtime, tag.as_deref(), &variants, other.as_ref())
    };
    let tracking = object.map(|object| object.tracking);
    quote! { #code #tracking }
}
