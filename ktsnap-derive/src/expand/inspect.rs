//! `Inspect`: the fields of a struct by name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, named};
use ktsnap_derive_internals::parse::{Field, StructTarget};

impl Output<'_> {
    /// Every field but those with `skip`, which hold nothing of the object.
    pub(super) fn inspect_impl(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let fields: Vec<_> = self.fields.iter().filter(|field| field.attribute.skip.is_none()).collect();
        let names = fields.iter().map(|field| field.ident.unraw().to_string());
        let positions = |of: Vec<&Ident>| -> Vec<usize> {
            fields.iter().enumerate().filter(|(_, field)| of.contains(&field.ident)).map(|(index, _)| index).collect()
        };
        let (keep_later, saturate) =
            (positions(self.described.that_keep_later()), positions(self.described.that_saturate()));
        let saturating = (!saturate.is_empty()).then(|| quote! { .saturating(&[#(#saturate),*]) });
        let values = fields.iter().map(|field| self.inspected(field));
        self.implementation(
            &quote! { #krate::__private::Inspect },
            &quote! {
                fn inspect(&self) -> #krate::__private::Inspected {
                    #krate::__private::inspected(&[#(#names),*], &[#(#keep_later),*], &[#(#values),*]) #saturating
                }
            },
        )
    }

    fn inspected(&self, field: &Field<'_>) -> TokenStream {
        let (span, member) = (at(field.ty.span()), named(field.ident));
        if matches!(self.target, StructTarget::Parts) {
            let of = self.as_parts(field.ty);
            return quote_spanned! {span=> #of::inspected(&self.#member) };
        }
        if self.primitive(field).is_some() {
            return quote_spanned! {span=> &self.#member };
        }
        let known = self.field(field);
        quote_spanned! {span=> #known.inspected(self) }
    }

    /// [`inspect_impl`](Self::inspect_impl) after an error.
    pub(super) fn inspect_stub(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        self.implementation(
            &quote! { #krate::__private::Inspect },
            &quote! {
                fn inspect(&self) -> #krate::__private::Inspected {
                    ::core::unreachable!("the struct did not compile")
                }
            },
        )
    }
}
