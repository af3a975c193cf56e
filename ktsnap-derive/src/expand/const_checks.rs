//! The checks of the fields' types that only the compiler can make.

use ktsnap_btf::{FieldType, Reduce};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, named, respan};
use ktsnap_derive_internals::check::row::RowLength;
use ktsnap_derive_internals::check::{CheckedField, CheckedStruct, ResolvedTarget, rust_type};
use ktsnap_derive_internals::error::unspaced;
use ktsnap_derive_internals::parse::Field;
use ktsnap_derive_internals::schema::may_be_of_user;

impl Output<'_> {
    /// A macro only sees names: of an alias, of a constant as an array's length, and of a primitive type. So the comparison is
    /// repeated in constant evaluation, where these names are resolved.
    pub(super) fn const_checks(&self, checked: &CheckedStruct<'_>) -> TokenStream {
        let parts = self.fields.iter().zip(&checked.fields).filter_map(|(field, part)| Some((field, part.as_ref()?)));
        let fits = parts.enumerate().map(|(index, (field, part))| self.const_check(index, field, part, checked));
        fits.chain(self.some_required(checked)).chain(self.difference_checks()).collect()
    }

    /// Only the compiler knows whether a type of the user's is that of a counter, or a histogram.
    pub(super) fn difference_checks(&self) -> impl Iterator<Item = TokenStream> {
        self.fields.iter().filter(|field| may_be_of_user(field)).filter_map(|field| {
            let attribute = &field.attribute;
            let (token, check) = match (&attribute.saturating, &attribute.reduce) {
                (Some(saturating), _) => (saturating, "assert_counts"),
                (None, Some((Reduce::Max | Reduce::Min, reduce))) => (reduce, "assert_no_histogram"),
                _ => return None,
            };
            let (span, check) = (at(token.span()), Ident::new(check, Span::call_site()));
            let (known, name) = (self.field(field), field.ident.unraw().to_string());
            let check = respan(quote! { #known.#check(#name) }, span);
            Some(quote_spanned! {span=> const _: () = #check; })
        })
    }

    /// Where only names are left that may be aliases of `Option`, the compiler sees whether all of them are.
    fn some_required(&self, checked: &CheckedStruct<'_>) -> Option<TokenStream> {
        let ResolvedTarget::Section(_) = checked.target else { return None };
        let mut read = self.fields.iter().filter(|field| !field.skipped());
        if !read.all(|field| field.optional() || matches!(field.kind, Ok(FieldType::Unknown))) {
            return None;
        }
        let span = at(self.input.ident.span());
        let krate = self.krate(span);
        let this = named(&self.input.ident);
        let name = self.input.ident.unraw().to_string();
        let assert = respan(
            quote! { #krate::__private::assert_required(&<#this as #krate::__private::DerivedSchema>::SCHEMA, #name) },
            span,
        );
        Some(quote_spanned! {span=> const _: () = #assert; })
    }

    fn const_check(
        &self,
        index: usize,
        field: &Field<'_>,
        part: &CheckedField,
        checked: &CheckedStruct<'_>,
    ) -> TokenStream {
        let span = at(field.ty.span());
        let krate = self.krate(span);
        let this = named(&self.input.ident);
        let ident = field.ident;
        let c_type = &part.target.c_type;
        let help = match rust_type(field, &part.target, &part.how) {
            // The field's type has the name of a primitive.
            Some(ty) if unspaced(field.ty) == ty && syn::parse_str::<syn::Ident>(&ty).is_ok() => {
                format!("write `{ident}: core::primitive::{ty}`")
            }
            Some(ty) => format!("write `{ident}: {ty}`, or an alias of that type"),
            None => format!("give `{ident}` a struct with `#[snapshot(type = \"{c_type}\")]`"),
        };
        if let Some(check) = self.group_check(field, part) {
            return check;
        }
        let enumerators = self.enumerators(field, &part.target.steps);
        // Only constant evaluation knows the value of an enumerator that BTF lacks.
        let is_compared = enumerators.is_empty()
            && !matches!(&checked.target, ResolvedTarget::Row(row) if matches!(row.len, RowLength::Enumerator(_)));
        let integer = self.primitive(field).zip(field.kind.as_ref().ok()).filter(|_| is_compared).map(|(ty, kind)| {
            let integer = Ident::new(&kind.to_string(), span);
            quote! { ::<#this, #ty, ::core::primitive::#integer> }
        });
        let known = self.field(field);
        let assert = match (&checked.target, integer) {
            (ResolvedTarget::Section(_) | ResolvedTarget::Entries(_), Some(types)) => {
                quote! { #krate::__private::assert_fits #types (#index, #help) }
            }
            (ResolvedTarget::Section(_) | ResolvedTarget::Entries(_), None) => {
                quote! { #known.assert_fits(&<#this as #krate::__private::DerivedSchema>::SCHEMA, #index, #help) }
            }
            (_, Some(types)) => quote! { #krate::__private::assert_member_fits #types (#index, #c_type, #help) },
            (_, None) if self.is_in_the_total(field, checked) && may_be_of_user(field) => {
                quote! { #known.assert_total_fits(#index, #c_type, #help) }
            }
            (_, None) => quote! { #known.assert_member_fits(#index, #c_type, #help) },
        };
        let assert = match &checked.target {
            ResolvedTarget::Row(row) => match self.row_key(&krate, part, row) {
                Some(key) => quote! { { #key #assert } },
                None => assert,
            },
            _ => assert,
        };
        let check = respan(assert, span);
        if enumerators.is_empty() {
            return quote_spanned! {span=> const _: () = #check; };
        }
        // A field whose element is not known has no second mistake.
        quote_spanned! {span=> const _: () = { #enumerators #check }; }
    }

    /// Whether the value of the field is reduced over the CPUs by code that does not know its type.
    fn is_in_the_total(&self, field: &Field<'_>, checked: &CheckedStruct<'_>) -> bool {
        let is_per_cpu = matches!(checked.target, ResolvedTarget::Value(map, _) if map.kind.is_per_cpu());
        is_per_cpu && self.described.has_total() && !field.has_slots()
    }
}
