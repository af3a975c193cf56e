//! What was counted between two reads.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::tokens::{local, named, unwrap_ok};
use super::{Known, Output};
use ktsnap_derive_internals::check::{CheckedStruct, keeps_later};
use ktsnap_derive_internals::parse::Field;

impl Output<'_> {
    /// `DerivedSchema::difference`. If the variables are constant, all fields keep their values.
    pub(super) fn difference(&self, constant: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let earlier = local("earlier");
        let (totals, changed) =
            self.changed(constant, Some(checked), "difference", &quote! { #krate::__private::Decrease::Error });
        quote! {
            fn difference(&self, #earlier: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                #totals
                ::core::result::Result::Ok(#changed)
            }
        }
    }

    /// `FieldValue::since`. The field that holds the struct says what a decrease is.
    pub(super) fn since(&self, checked: Option<&CheckedStruct<'_>>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (earlier, decrease) = (local("earlier"), local("decrease"));
        let (totals, changed) = self.changed(false, checked, "since", &quote! { #decrease });
        quote! {
            fn since(
                &self,
                #earlier: &Self,
                #decrease: #krate::__private::Decrease,
            ) -> ::core::result::Result<Self, #krate::__private::CounterDecreased> {
                #totals
                ::core::result::Result::Ok(#changed)
            }
        }
    }

    /// The struct of the differences, after statements that it needs. `function` computes that of an
    /// integer, and `decrease` says what a decrease is, except for a counter that may go back.
    fn changed(
        &self,
        constant: bool,
        checked: Option<&CheckedStruct<'_>>,
        function: &str,
        decrease: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        let earlier = local("earlier");
        let value = |index: usize, field: &Field<'_>, known: &Known<'_>, span: Span| {
            if constant || keeps_later(checked, index, field) {
                return self.later_of(field, known, span);
            }
            let (krate, member, name) = (self.krate(span), named(field.ident), field.ident.unraw().to_string());
            let decrease = match field.attribute.saturating {
                Some(_) => quote! { #krate::__private::Decrease::Zero },
                None => decrease.clone(),
            };
            if self.primitive(field).is_some() {
                let function = Ident::new(function, span);
                let change = quote_spanned! {span=>
                    #krate::__private::#function(#name, &self.#member, &#earlier.#member, #decrease)
                };
                unwrap_ok(&change, span)
            } else {
                quote_spanned! {span=> #known.since(#name, self, #earlier, #decrease)? }
            }
        };
        let totals = self.totals(value, |field, known, span| self.total_of_differences(field, known, span));
        (totals, self.built(value))
    }

    fn later_of(&self, field: &Field<'_>, known: &Known<'_>, span: Span) -> TokenStream {
        if self.primitive(field).is_none() {
            return quote_spanned! {span=> #known.later(self) };
        }
        let (krate, member) = (self.krate(span), named(field.ident));
        quote_spanned! {span=> #krate::__private::FieldValue::later(&self.#member) }
    }

    /// `later` of `FieldType`.
    pub(super) fn later(&self) -> TokenStream {
        let kept = self.built(|_, field, known, span| self.later_of(field, known, span));
        quote! {
            fn later(&self) -> Self {
                #kept
            }
        }
    }
}
