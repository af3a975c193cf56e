//! What was counted between two reads.

use ktsnap_btf::{Target, Type};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::Output;
use super::tokens::local;
use crate::check::CheckedStruct;

/// Whether a field of that type of C can count. It may hold a letter or an enumerator as a number, though it is not the
/// number of anything; and of an integer of 128 bits it holds the bytes.
fn may_count(ty: &Type) -> bool {
    match ty {
        Type::Array { element, .. } => may_count(element),
        Type::Char | Type::Enum(_) | Type::Int { size: 16, .. } => false,
        _ => true,
    }
}

impl Output<'_> {
    /// `DerivedSchema::difference`. If the variables are constant, all fields keep their values.
    pub(super) fn difference(&self, constant: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let earlier = local("earlier");
        let changed = self.changed(constant, Some(checked), &|known, name, span| {
            quote_spanned! {span=> #known.since(#name, self, #earlier)? }
        });
        quote! {
            fn difference(&self, #earlier: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                ::core::result::Result::Ok(#changed)
            }
        }
    }

    /// `FieldValue::since`. The field that holds the struct says what a decrease is.
    pub(super) fn since(&self, checked: Option<&CheckedStruct<'_>>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (earlier, decrease) = (local("earlier"), local("decrease"));
        let changed = self.changed(false, checked, &|known, name, span| {
            quote_spanned! {span=> #known.member_since(#name, self, #earlier, #decrease)? }
        });
        quote! {
            fn since(
                &self,
                #earlier: &Self,
                #decrease: #krate::__private::Decrease,
            ) -> ::core::result::Result<Self, #krate::__private::CounterDecreased> {
                ::core::result::Result::Ok(#changed)
            }
        }
    }

    /// The struct of the differences. `since` gives that of a counter, except for one that may go back.
    fn changed(
        &self,
        constant: bool,
        checked: Option<&CheckedStruct<'_>>,
        since: &dyn Fn(&TokenStream, &str, Span) -> TokenStream,
    ) -> TokenStream {
        let earlier = local("earlier");
        let parts: Vec<_> = checked.iter().flat_map(|checked| &checked.fields).flatten().collect();
        self.built(|index, field, known, span| {
            // By the second read, a pointer may point elsewhere.
            let may_count = |target: &Target| may_count(&target.ty) && !target.follows_a_pointer();
            let counts = parts.get(index).is_none_or(|part| may_count(&part.target));
            let name = field.ident.unraw().to_string();
            if constant || !counts || field.keeps_later() {
                quote_spanned! {span=> #known.later(self) }
            } else if field.attribute.saturating.is_some() {
                quote_spanned! {span=> #known.saturating_since(#name, self, #earlier)? }
            } else {
                since(known, &name, span)
            }
        })
    }

    /// `later` of `FieldType`.
    pub(super) fn later(&self) -> TokenStream {
        let kept = self.built(|_, _, known, span| quote_spanned! {span=> #known.later(self) });
        quote! {
            fn later(&self) -> Self {
                #kept
            }
        }
    }
}
