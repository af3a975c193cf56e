//! Reducing several structs to one, a field at a time.

use ktsnap_btf::FieldType;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, local, named, reduce, unwrap_some};
use ktsnap_derive_internals::check::{CheckedStruct, ResolvedTarget};
use ktsnap_derive_internals::schema::groups::of_group;

impl Output<'_> {
    /// The methods of `FieldValue` that give the fields to the code that reduces any struct. A field that can't be reduced is
    /// `None`, and constant evaluation refuses every reduction of the struct.
    pub(super) fn members_to_reduce(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let index = local("index");
        let shared = self.each_member(&quote! { & }, &quote! { member });
        let changed = self.each_member(&quote! { &mut }, &quote! { member_mut });
        quote! {
            fn member(
                &self,
                #index: ::core::primitive::usize,
            ) -> ::core::option::Option<&dyn #krate::__private::Member> {
                #shared
            }

            fn member_mut(
                &mut self,
                #index: ::core::primitive::usize,
            ) -> ::core::option::Option<&mut dyn #krate::__private::Member> {
                #changed
            }
        }
    }

    fn each_member(&self, borrow: &TokenStream, method: &TokenStream) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let index = local("index");
        let fallback = self.fallback(&krate);
        let read = self.fields.iter().filter(|field| !field.skipped());
        let members = read.enumerate().map(|(number, field)| {
            let (member, span) = (named(field.ident), at(field.ty.span()));
            if self.primitive(field).is_some() {
                return quote_spanned! {span=> #number => ::core::option::Option::Some(#borrow self.#member), };
            }
            quote_spanned! {span=> #number => #krate::__private::may_reduce(#borrow self.#member).#method(), }
        });
        quote! {
            #fallback
            match #index {
                #(#members)*
                _ => ::core::option::Option::None,
            }
        }
    }

    /// `Reducible` for a struct that is the type of a field. Rows are reduced without a call for each field.
    pub(super) fn reducible_impl(&self, checked: Option<&CheckedStruct<'_>>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let is_row = checked.is_some_and(|checked| matches!(checked.target, ResolvedTarget::Row(_)));
        let joins = is_row.then(|| {
            let (from, row, how) = (local("at"), local("row"), local("how"));
            let columns = self.join_columns(&krate);
            quote! {
                #[inline]
                fn join(
                    &mut self,
                    #from: #krate::__private::ValueCursor<'_>,
                    #how: #krate::__private::Reduction,
                ) -> ::core::option::Option<()> {
                    let #row = #from.row(&<Self as #krate::__private::FieldValue>::RUST_TYPE);
                    #krate::__private::Reducible::join_row(self, &::core::result::Result::ok(#row)?, #how)
                }

                #[inline]
                fn join_row(
                    &mut self,
                    #row: &#krate::__private::RowCursor<'_>,
                    #how: #krate::__private::Reduction,
                ) -> ::core::option::Option<()> {
                    #columns
                    ::core::option::Option::Some(())
                }
            }
        });
        self.implementation(&quote! { #krate::__private::Reducible }, &quote! { #joins })
    }

    /// Statements that reduce each column with that of another row.
    fn join_columns(&self, krate: &TokenStream) -> TokenStream {
        let row = local("row");
        let rust_type = quote! { &<Self as #krate::__private::FieldValue>::RUST_TYPE };
        let read = self.fields.iter().filter(|field| !field.skipped());
        let joined = read.enumerate().map(|(index, field)| {
            let (member, span) = (named(field.ident), at(field.ty.span()));
            let how = field.reduce().map_or_else(
                || {
                    let how = local("how");
                    quote! { #how }
                },
                |how| reduce(krate, how),
            );
            let column = match self.primitive(field) {
                Some(ty) => quote_spanned! {span=> #krate::__private::join_column::<#ty> },
                None => {
                    let known = self.field(field);
                    return quote_spanned! {span=> #known.join_column(&mut self.#member, #row, #rust_type, #index, #how)?; };
                }
            };
            unwrap_some(&quote_spanned! {span=> #column(&mut self.#member, #row, #rust_type, #index, #how) }, span)
        });
        let fallback = self.fallback(krate);
        quote! { #fallback #(#joined)* }
    }

    /// The statements of `Total::join` for a struct with groups: they read the struct of another CPU and reduce it with this one.
    pub(super) fn join_with_groups(&self, krate: &TokenStream) -> TokenStream {
        let writer = self.writer();
        let from = local("at");
        let rust_type = quote! { &<Self as #krate::__private::FieldValue>::RUST_TYPE };
        let read = self.fields.iter().filter(|field| !field.skipped());
        let joined = read.enumerate().map(|(index, field)| {
            let (known, member, span) = (self.field(field), named(field.ident), at(field.ty.span()));
            let how = reduce(krate, of_group(field));
            match self.described.group_key(field).map(|key| writer.group_key(&key)) {
                Some(key) if field.attribute.count.is_some() => {
                    quote_spanned! {span=> #known.join_count(&mut self.#member, #from, #key)?; }
                }
                Some(key) => quote_spanned! {span=>
                    #known.join_group(&mut self.#member, #from, #rust_type, #index, #key, #how)?;
                },
                None => quote_spanned! {span=> #krate::__private::join_member(self, #from, #index, #how)?; },
            }
        });
        quote! {
            #(#joined)*
            ::core::option::Option::Some(())
        }
    }

    /// Brings the methods for fields that can't be reduced into scope, if the tokens allow such a field.
    fn fallback(&self, krate: &TokenStream) -> Option<TokenStream> {
        let mut read = self.fields.iter().filter(|field| !field.skipped());
        let all = read.all(|field| field.kind.as_ref().is_ok_and(is_made_of_integers));
        (!all).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #krate::__private::NotReducible as _;
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
