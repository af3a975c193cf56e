//! What was counted between two reads.

use ktsnap_btf::Type;
use proc_macro2::{Ident, Span, TokenStream};
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
    /// `DerivedSchema::difference` or `FieldValue::since`. If the variables are constant, all fields keep their values.
    pub(super) fn since(
        &self,
        method: &str,
        error: &TokenStream,
        constant: bool,
        checked: Option<&CheckedStruct<'_>>,
    ) -> TokenStream {
        let earlier = local("earlier");
        let method = Ident::new(method, Span::call_site());
        let parts: Vec<_> = checked.iter().flat_map(|checked| &checked.fields).flatten().collect();
        let changed = self.built(|index, field, known, span| {
            let counts = parts.get(index).is_none_or(|part| may_count(&part.target.ty));
            if constant || !counts || field.keeps_later() {
                return quote_spanned! {span=> #known.later(self) };
            }
            let name = field.ident.unraw().to_string();
            quote_spanned! {span=> #known.since(#name, self, #earlier)? }
        });
        quote! {
            fn #method(&self, #earlier: &Self) -> ::core::result::Result<Self, #error> {
                ::core::result::Result::Ok(#changed)
            }
        }
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
