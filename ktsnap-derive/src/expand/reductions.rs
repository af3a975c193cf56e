//! Reducing several structs to one, a field at a time.

use ktsnap_btf::FieldType;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, local, named, reduce};
use crate::check::{CheckedStruct, ResolvedTarget};
use crate::parse::Field;

impl Output<'_> {
    /// `Reducible` for a struct that is the type of a field. A field that can't be reduced calls `NotReducible`, and constant
    /// evaluation refuses every reduction of the struct.
    pub(super) fn reducible_impl(&self, checked: Option<&CheckedStruct<'_>>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let [slots, how, allow, of, slot] = ["slots", "how", "allow", "of", "S"].map(local);
        let fallback = self.fallback(&krate);
        let reduced = self.built(|index, field, known, span| {
            let path = self.member_path(index, field, checked);
            let of_field = self.own_reduction(field, &krate).unwrap_or(quote! { #how });
            quote_spanned! {span=> #known.reduce_field(#slots, #of_field, #allow, #of, #path)? }
        });
        let join = self.join(&krate, checked, &quote! { #how });
        let (from, row) = (local("at"), local("row"));
        let is_row = checked.is_some_and(|checked| matches!(checked.target, ResolvedTarget::Row(_)));
        let join_row = is_row.then(|| {
            quote! {
                #[inline]
                fn join_row(
                    &mut self,
                    #row: &#krate::__private::RowCursor<'_>,
                    #how: #krate::__private::Reduction,
                ) -> ::core::option::Option<()> {
                    #join
                }
            }
        });
        let join = if is_row {
            quote! {
                let #row = #from.row(&<Self as #krate::__private::FieldValue>::RUST_TYPE);
                #krate::__private::Reducible::join_row(self, &::core::result::Result::ok(#row)?, #how)
            }
        } else {
            join
        };
        self.implementation(
            &quote! { #krate::__private::Reducible },
            &quote! {
                #[inline]
                fn reduce<#slot>(
                    #slots: &#krate::PerCpu<#slot>,
                    #how: #krate::__private::Reduction,
                    #allow: ::core::primitive::bool,
                    #of: &dyn ::core::ops::Fn(&#slot) -> &Self,
                ) -> ::core::result::Result<Self, #krate::__private::ReduceFailure> {
                    #fallback
                    ::core::result::Result::Ok(#reduced)
                }

                #[inline]
                fn join(
                    &mut self,
                    #from: #krate::__private::ValueCursor<'_>,
                    #how: #krate::__private::Reduction,
                ) -> ::core::option::Option<()> {
                    #join
                }

                #join_row
            },
        )
    }

    /// The statements that read another struct and reduce it with this one. A field without a reduction of its own has that
    /// of `how`.
    pub(super) fn join(
        &self,
        krate: &TokenStream,
        checked: Option<&CheckedStruct<'_>>,
        how: &TokenStream,
    ) -> TokenStream {
        let (from, row) = (local("at"), local("row"));
        let rust_type = quote! { &<Self as #krate::__private::FieldValue>::RUST_TYPE };
        let is_row = checked.is_some_and(|checked| matches!(checked.target, ResolvedTarget::Row(_)));
        let read = self.fields.iter().filter(|field| !field.skipped());
        let joined = read.enumerate().map(|(index, field)| {
            let (known, member, span) = (self.field(field), named(field.ident), at(field.ty.span()));
            let how = self.own_reduction(field, krate).unwrap_or_else(|| how.clone());
            if let Some(key) = self.group_key(field, checked) {
                if field.attribute.count.is_some() {
                    return quote_spanned! {span=> #known.join_count(&mut self.#member, #from, #key)?; };
                }
                return quote_spanned! {span=>
                    #known.join_group(&mut self.#member, #from, #rust_type, #index, #key, #how)?;
                };
            }
            if is_row {
                quote_spanned! {span=> #known.join_column(&mut self.#member, #row, #rust_type, #index, #how)?; }
            } else {
                quote_spanned! {span=>
                    #krate::__private::borrowed_mut(&mut self.#member).join_field(#from, #rust_type, #index, #how)?;
                }
            }
        });
        let fallback = self.fallback(krate);
        quote! {
            #fallback
            #(#joined)*
            ::core::option::Option::Some(())
        }
    }

    fn own_reduction(&self, field: &Field<'_>, krate: &TokenStream) -> Option<TokenStream> {
        field.reduce().map(|how| reduce(krate, how))
    }

    /// Brings the methods for fields that can't be reduced into scope, if the tokens allow such a field.
    fn fallback(&self, krate: &TokenStream) -> Option<TokenStream> {
        let all = self
            .fields
            .iter()
            .filter(|field| !field.skipped())
            .all(|field| field.kind.as_ref().is_ok_and(is_made_of_integers));
        (!all).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #krate::__private::{NotJoinable as _, NotReducible as _};
            }
        })
    }
}

fn is_made_of_integers(kind: &FieldType) -> bool {
    match kind {
        FieldType::Array { element, .. } | FieldType::Vec(element) => is_made_of_integers(element),
        FieldType::Int { .. } | FieldType::Histogram { .. } => true,
        _ => false,
    }
}
