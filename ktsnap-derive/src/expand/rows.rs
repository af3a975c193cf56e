//! Rows: the array that a struct mirrors, and the checks of its length and columns that only the compiler can make.

use ktsnap_btf::Step;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

use super::Output;
use super::tokens::{at, enumerator, enumerators, named};
use ktsnap_derive_internals::check::CheckedField;
use ktsnap_derive_internals::check::row::{Row, RowLength};
use ktsnap_derive_internals::schema::members::RowSchema;

impl Output<'_> {
    /// The call that makes a description of a struct that of a row.
    pub(super) fn row_array(&self, row: &RowSchema) -> TokenStream {
        let writer = self.writer();
        let (len, element) = (writer.number(&row.len), writer.c_type(&row.element));
        quote! { .row(#len, #element) }
    }

    /// The array as the compiler compares it with the columns.
    pub(super) fn row_type(&self) -> TokenStream {
        let (krate, writer) = (self.krate(Span::call_site()), self.writer());
        let Some(row) = self.described.structure().row else { return TokenStream::new() };
        let (len, element) = (writer.number(&row.len), writer.c_type(&row.element));
        quote! { #krate::__private::CType::Array { len: #len, element: &#element } }
    }

    /// A statement that stops the build if the column is past the end. `None` if the derive has compared them.
    pub(super) fn row_key(&self, krate: &TokenStream, part: &CheckedField, row: &Row) -> Option<TokenStream> {
        let (step, len) = (part.target.steps.first(), &row.len);
        let index = match step {
            Some(Step::Enumerator(name)) => enumerator(krate, &self.container.enums, name),
            Some(Step::Index(index)) if matches!(len, RowLength::Enumerator(_)) => {
                let index = usize::try_from(*index).unwrap_or(usize::MAX);
                quote! { #index }
            }
            _ => return None,
        };
        let key = part.path.trim_matches(['[', ']']);
        let this = named(&self.input.ident);
        let rust_type = quote! { &<#this as #krate::__private::FieldValue>::RUST_TYPE };
        Some(quote! { #krate::__private::assert_row(#rust_type, #key, #index); })
    }

    /// Stops the build if no Rust enum has the length.
    pub(super) fn row_length_check(&self, row: &Row) -> Option<TokenStream> {
        let RowLength::Enumerator(name) = &row.len else { return None };
        let span = at(self.container.tag.as_ref().map_or_else(|| self.input.ident.span(), LitStr::span));
        let asserted = enumerators(&self.krate(span), &self.container.enums, &[Step::Enumerator(name.clone())], span);
        Some(quote_spanned! {span=> const _: () = { #asserted }; })
    }
}
