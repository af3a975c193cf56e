//! `SnapshotSchema` for a struct that mirrors a section, a map's entries, or the value of a map.

use ktsnap_btf::Map;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::tokens::{at, local, reduce, respan, unwrap_ok};
use super::{Known, Output};
use ktsnap_derive_internals::check::{CheckedStruct, ResolvedTarget};
use ktsnap_derive_internals::parse::Field;
use ktsnap_derive_internals::schema::groups::of_group;
use ktsnap_derive_internals::schema::{InUse, Location, Reading, VarSchema};

impl Output<'_> {
    pub(super) fn schema_impl(&self, object: &str, big_endian: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let from = local("from");
        let schema = self.schema(object, big_endian);
        let value = |index: usize, field: &Field<'_>, known: &Known<'_>, span: Span| match self.described.reading(field)
        {
            Reading::InUse(in_use) => self.read_in_use(known, index, &in_use, span),
            Reading::Counts => quote_spanned! {span=> #known.count_groups(#from, #index)? },
            Reading::Groups => quote_spanned! {span=> #known.groups(#from, #index)? },
            Reading::Labelled => quote_spanned! {span=> #known.labelled(#from, #index)? },
            Reading::ReducedRows => quote_spanned! {span=> #known.reduce_rows(#from, #index)? },
            Reading::Reduced => quote_spanned! {span=> #known.reduce(#from, #index)? },
            Reading::Whole => {
                let read = match self.primitive(field) {
                    Some(ty) => quote_spanned! {span=> #krate::__private::read_field::<Self, #ty>(#from, #index) },
                    None => quote_spanned! {span=> #known.read(#from, #index) },
                };
                unwrap_ok(&read, span)
            }
        };
        let totals = self.totals(value, |field, known, span| self.total_of_fields(field, known, span));
        let read = self.built(value);
        let difference = self.difference(checked.is_constant(), checked);
        let picker = self.picker();
        let description = self.description();
        self.implementation(
            &quote! { #krate::__private::DerivedSchema },
            &quote! {
                const SCHEMA: #krate::typed::Schema = #schema;

                #description

                #[cfg_attr(debug_assertions, inline)]
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn read(
                    #from: &#krate::__private::FieldReader<'_>,
                ) -> ::core::result::Result<Self, #krate::SchemaError> {
                    #from.of(const { &Self::SCHEMA })?;
                    #totals
                    ::core::result::Result::Ok(#read)
                }

                #difference

                #picker
            },
        )
    }

    /// The call that reads the rows in use of a field.
    fn read_in_use(&self, known: &Known<'_>, index: usize, in_use: &InUse, span: Span) -> TokenStream {
        let (from, is_ring) = (local("from"), in_use.is_ring);
        let count = respan(self.writer().field(&in_use.count), span);
        quote_spanned! {span=>
            #known.read_in_use(
                #from,
                #index,
                const { &#count },
                #is_ring,
            )?
        }
    }

    /// A struct that mirrors a map's whole value: one a CPU, and their total if each field says how.
    pub(super) fn value_impl(&self, object: &str, big_endian: bool, map: &Map) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let from = local("from");
        let schema = self.schema(object, big_endian);
        let picker = self.picker();
        let later = local("earlier");
        let difference = quote! {
            fn difference(&self, #later: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                ::core::result::Result::map_err(
                    <Self as #krate::__private::FieldValue>::since(self, #later, #krate::__private::Decrease::Error),
                    ::core::convert::From::from,
                )
            }
        };
        let description = self.description_of_value();
        if !map.kind.is_per_cpu() {
            return self.implementation(
                &quote! { #krate::__private::DerivedSchema },
                &quote! {
                    const SCHEMA: #krate::typed::Schema = #schema;

                    #description

                    fn read(
                        #from: &#krate::__private::FieldReader<'_>,
                    ) -> ::core::result::Result<Self, #krate::SchemaError> {
                        #krate::__private::whole(#from)
                    }

                    #difference

                    #picker
                },
            );
        }
        let slot = self.implementation(
            &quote! { #krate::__private::PerCpuValue },
            &quote! { const SCHEMA: #krate::typed::Schema = #schema; #picker },
        );
        let total = self.described.has_total().then(|| self.total_impl(&description, &difference));
        quote! { #slot #total }
    }

    fn total_impl(&self, description: &TokenStream, difference: &TokenStream) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (slots, from, at) = (local("slots"), local("from"), local("at"));
        let (total, join) = if self.fields.iter().any(Field::has_slots) {
            let total = self.built(|_, field, known, span| {
                let name = field.ident.unraw().to_string();
                let how = reduce(&krate, of_group(field));
                let allow = self.described.allows_unmapped(field);
                if field.has_slots() {
                    return quote_spanned! {span=> #known.total_groups(#slots, #name, #how, #allow)? };
                }
                quote_spanned! {span=> #known.total(#slots, #name, #how, #allow)? }
            });
            (quote! { ::core::result::Result::Ok(#total) }, self.join_with_groups(&krate))
        } else {
            let read = self.fields.iter().filter(|field| !field.skipped()).enumerate();
            let allow = read.filter(|(_, field)| self.described.allows_unmapped(field)).map(|(index, _)| index);
            let total = quote! { #krate::__private::total_of(#slots, &[#(#allow),*]) };
            (total, quote! { #krate::__private::join_total(self, #at) })
        };
        let total = self.implementation(
            &quote! { #krate::typed::Total },
            &quote! {
                fn total(
                    #slots: &#krate::PerCpu<Self>,
                ) -> ::core::result::Result<Self, #krate::typed::TotalError> {
                    #total
                }

                fn join(&mut self, #at: #krate::__private::ValueCursor<'_>) -> ::core::option::Option<()> {
                    #join
                }
            },
        );
        let schema = self.implementation(
            &quote! { #krate::__private::DerivedSchema },
            &quote! {
                const SCHEMA: #krate::typed::Schema = <Self as #krate::__private::PerCpuValue>::SCHEMA;

                #description

                fn read(
                    #from: &#krate::__private::FieldReader<'_>,
                ) -> ::core::result::Result<Self, #krate::SchemaError> {
                    #krate::__private::total(#from)
                }

                #difference

                fn picker() -> ::core::option::Option<#krate::pickers::Picker> {
                    <Self as #krate::__private::PerCpuValue>::picker()
                }
            },
        );
        quote! { #total #schema }
    }

    fn schema(&self, object: &str, big_endian: bool) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let Some(schema) = self.described.schema() else { return TokenStream::new() };
        let writer = self.writer();
        let location = match &schema.location {
            Location::Section { name, size } => quote! { #krate::__private::in_section(#name, #size) },
            Location::Map { name, map_type, value_size, max_entries, per_cpu } => {
                quote! { #krate::__private::in_map(#name, #map_type, #value_size, #max_entries, #per_cpu) }
            }
        };
        let vars = schema.vars.iter().map(|var| {
            let VarSchema { name, offset, size, c_type, .. } = var;
            let ty = writer.c_type(&var.ty);
            let position = Some(var.position).filter(|at| *at > 0).map(|at| quote! { .position(#at) });
            let optional = var.optional.as_ref().map(|fields| self.optional(fields));
            quote! { #krate::typed::VarSchema::new(#name, #offset, #size, #c_type, #ty)#position #optional }
        });
        let fields = schema.fields.iter().map(|field| writer.field(field));
        let listing = &schema.listing;
        let resizable = schema.resizable_from.map(|offset| quote! { .resizable_from(#offset) });
        quote! {
            #krate::typed::Schema::new(#object, #location, &[#(#vars),*], &[#(#fields),*])
                .of_object(#big_endian, #listing) #resizable
        }
    }

    /// Whether a capture may lack a variable: the types of these fields say so, which only the compiler knows.
    fn optional(&self, fields: &[usize]) -> TokenStream {
        let fields = fields.iter().filter_map(|index| self.fields.get(*index)).map(|field| {
            let known = self.field(field);
            quote_spanned! {at(field.ty.span())=> #known.optional() }
        });
        // Not `&&`: after a branch the compiler does not promote constants, which the rest of the schema needs.
        quote! { .optional(#(#fields)&*) }
    }

    /// The type that the members are compared with in constant evaluation.
    pub(super) fn own_c_type(&self, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        match &checked.target {
            ResolvedTarget::Value(map, _) => {
                let of = if map.kind.is_per_cpu() {
                    quote! { #krate::__private::PerCpuValue }
                } else {
                    quote! { #krate::__private::DerivedSchema }
                };
                quote! { #krate::__private::value_type(&<Self as #of>::SCHEMA) }
            }
            ResolvedTarget::Nested(_) => {
                self.described.own_c_type().map(|ty| self.writer().c_type(&ty)).unwrap_or_default()
            }
            ResolvedTarget::Row(_) => self.row_type(),
            ResolvedTarget::Section(_) | ResolvedTarget::Entries(_) => TokenStream::new(),
        }
    }
}
