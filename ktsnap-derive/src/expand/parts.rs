//! `DerivedParts` for a struct whose fields are structs of several sections and maps.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, local, named, respan};
use ktsnap_derive_internals::parse::{Field, RowStep};
use ktsnap_derive_internals::schema::parts::PartTake;

impl Output<'_> {
    /// A struct with `parts`.
    pub(crate) fn parts(&self) -> TokenStream {
        let main = self.parts_impl();
        let inspect = self.inspect_impl();
        let ratios = self.ratio_methods();
        let checks = self.one_object_checks();
        quote! { #main #inspect #ratios #checks }
    }

    fn parts_impl(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (reader, add, earlier, error) = (local("reader"), local("add"), local("earlier"), local("error"));
        let object = self.part_types().next().map(|first| {
            let of = self.as_parts(first);
            quote! { #of::OBJECT }
        });
        let read = self.built_of_parts(|_, of, span| quote_spanned! {span=> #of::read_parts(#reader)? });
        let takes = self.takes();
        let read = if takes.is_empty() {
            quote! { ::core::result::Result::Ok(#read) }
        } else {
            let parts = local("parts");
            quote! {
                let mut #parts = #read;
                #takes
                ::core::result::Result::Ok(#parts)
            }
        };
        let schemas = self.part_types().map(|ty| {
            let of = self.as_parts(ty);
            quote! { #of::each_schema(#add); }
        });
        let difference = self.built_of_parts(|field, of, span| {
            let (member, name) = (named(field.ident), field.ident.unraw().to_string());
            quote_spanned! {span=>
                ::core::result::Result::map_err(
                    #of::difference(&self.#member, &#earlier.#member),
                    |#error| #error.in_part(#name),
                )?
            }
        });
        let description = self.description();
        self.implementation(
            &quote! { #krate::__private::DerivedParts },
            &quote! {
                const OBJECT: &'static ::core::primitive::str = #object;

                #description

                fn read_parts<__R: #krate::__private::PartReader>(
                    #reader: &mut __R,
                ) -> ::core::result::Result<Self, __R::Error> {
                    #read
                }

                fn each_schema(#add: &mut dyn ::core::ops::FnMut(&'static #krate::typed::Schema)) {
                    #(#schemas)*
                }

                fn difference(&self, #earlier: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                    ::core::result::Result::Ok(#difference)
                }
            },
        )
    }

    /// Statements that shorten the rows of parts to those in use.
    fn takes(&self) -> TokenStream {
        let parts = local("parts");
        let takes = self.described.takes().map(|PartTake { field, rows, count, names }| {
            let span = rows.iter().find_map(|step| match step {
                RowStep::Member(ident) => Some(ident.span()),
                RowStep::Each => None,
            });
            let span = at(span.unwrap_or_else(|| field.ident.span()));
            let part = named(field.ident);
            let (count, number) = (count.iter().map(named), local("count"));
            let take = self.take_in(&quote_spanned! {span=> #parts.#part }, rows, &names, span);
            quote_spanned! {span=>
                let #number = #parts #(.#count)*;
                #take?;
            }
        });
        takes.collect()
    }

    /// An expression that shortens the rows that the steps lead to, in each row of `[*]`.
    fn take_in(&self, place: &TokenStream, steps: &[RowStep], names: &[String; 2], span: Span) -> TokenStream {
        let krate = self.krate(span);
        let members = steps.iter().map_while(|step| match step {
            RowStep::Member(ident) => Some(named(ident)),
            RowStep::Each => None,
        });
        let members: Vec<_> = members.collect();
        let [rows_name, count_name] = names;
        let count = local("count");
        let place = quote_spanned! {span=> #place #(.#members)* };
        match steps.get(members.len() + 1..) {
            Some(rest) => {
                let row = local("row");
                let take = self.take_in(&quote_spanned! {span=> (*#row) }, rest, names, span);
                quote_spanned! {span=> #krate::__private::take_in_each(&mut #place, |#row| #take) }
            }
            None => quote_spanned! {span=>
                #krate::__private::take(&mut #place, #count, [#rows_name, #count_name])
            },
        }
    }

    /// Stops the build if a part is checked against another object than the first.
    fn one_object_checks(&self) -> TokenStream {
        let mut types = self.part_types();
        let Some(first) = types.next().map(|first| self.as_parts(first)) else { return TokenStream::new() };
        let checks = types.map(|ty| {
            let span = at(ty.span());
            let krate = self.krate(span);
            let other = self.as_parts(ty);
            let assert = respan(quote! { #krate::__private::assert_one_object(#first::OBJECT, #other::OBJECT) }, span);
            quote_spanned! {span=> const _: () = #assert; }
        });
        checks.collect()
    }

    fn part_types(&self) -> impl Iterator<Item = &Type> {
        self.fields.iter().filter(|field| !field.skipped()).map(|field| field.ty)
    }

    /// A type as the implementation of its parts, shown at the type.
    pub(super) fn as_parts(&self, ty: &Type) -> TokenStream {
        let span = at(ty.span());
        let krate = self.krate(span);
        quote_spanned! {span=> <#ty as #krate::__private::DerivedParts> }
    }

    fn built_of_parts(&self, value: impl Fn(&Field<'_>, TokenStream, Span) -> TokenStream) -> TokenStream {
        self.built(|_, field, _, span| value(field, self.as_parts(field.ty), span))
    }
}
