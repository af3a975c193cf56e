//! Fields that are the totals of other fields.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, spanned::Spanned};

use super::tokens::{at, local, reduce};
use super::{Known, Output};
use ktsnap_derive_internals::parse::{Field, OfFields};

impl Output<'_> {
    /// Statements that keep the totals and the fields that they name in variables. `value` reads a field, and `total`
    /// computes a total.
    pub(super) fn totals(
        &self,
        value: impl Fn(usize, &Field<'_>, &Known<'_>, Span) -> TokenStream,
        total: impl Fn(&Field<'_>, &Known<'_>, Span) -> TokenStream,
    ) -> TokenStream {
        let keep = |field: &Field<'_>, value: TokenStream| {
            let (variable, span) = (variable(field.ident), at(field.ty.span()));
            quote_spanned! {span=> let #variable = #value; }
        };
        let read = self.fields.iter().filter(|field| !field.skipped()).enumerate();
        let parts = read
            .filter(|(_, field)| self.is_in_a_total(field))
            .map(|(index, field)| keep(field, value(index, field, &self.field(field), at(field.ty.span()))));
        let totals = self.fields.iter().filter(|field| field.attribute.of_fields.is_some());
        let totals = totals.map(|field| keep(field, total(field, &self.field(field), at(field.ty.span()))));
        parts.chain(totals).collect()
    }

    /// The variable of a total, or of a field that a total names.
    pub(super) fn total_or_part(&self, field: &Field<'_>) -> Option<TokenStream> {
        let variable = variable(field.ident);
        (field.attribute.of_fields.is_some() || self.is_in_a_total(field)).then(|| quote! { #variable })
    }

    /// The total of the fields that it names.
    pub(super) fn total_of_fields(&self, field: &Field<'_>, known: &Known<'_>, span: Span) -> TokenStream {
        let Some(of) = &field.attribute.of_fields else { return TokenStream::new() };
        let (krate, from, name) = (self.krate(span), local("from"), field.ident.unraw().to_string());
        let (how, parts) = (reduce(&krate, of.how), borrowed(of));
        quote_spanned! {span=> #known.of_fields(#from, #name, #how, &[#parts])? }
    }

    /// The total of the differences of the fields that it names.
    pub(super) fn total_of_differences(&self, field: &Field<'_>, known: &Known<'_>, span: Span) -> TokenStream {
        let Some(of) = &field.attribute.of_fields else { return TokenStream::new() };
        let (krate, earlier, name) = (self.krate(span), local("earlier"), field.ident.unraw().to_string());
        let (how, parts) = (reduce(&krate, of.how), borrowed(of));
        quote_spanned! {span=> #known.of_differences((#name, #how), &[#parts], self, #earlier)? }
    }

    fn is_in_a_total(&self, field: &Field<'_>) -> bool {
        let totals = self.fields.iter().filter_map(|field| field.attribute.of_fields.as_ref());
        totals.flat_map(|of| &of.fields).any(|name| name == field.ident)
    }
}

/// The variables of the fields that a total names, each shown at its name.
fn borrowed(of: &OfFields) -> TokenStream {
    let parts = of.fields.iter().map(|field| {
        let variable = variable(field);
        quote_spanned! {at(field.span())=> &#variable, }
    });
    parts.collect()
}

/// The variable that holds a field.
fn variable(field: &Ident) -> Ident {
    let name = field.unraw();
    local(&format_ident!("total_{name}").to_string())
}
