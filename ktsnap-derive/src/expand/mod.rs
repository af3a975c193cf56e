//! Writing the implementation.
//!
//! Every path is absolute and every local name begins with two underscores, so that nothing of the user's gets in the
//! way, be it called `Result` or be it a constant called `fields`.

mod c_type;
mod changes;
mod const_checks;
mod described;
pub(crate) mod enums;
mod failed;
mod field_schema;
mod groups;
mod inspect;
mod members;
mod of_fields;
mod parts;
mod ratios;
mod reductions;
mod rows;
mod schema;
mod tokens;

use ktsnap_btf::FieldType;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use c_type::Writer;
use ktsnap_derive_internals::check::{CheckedStruct, ResolvedTarget};
use ktsnap_derive_internals::error::Errors;
use ktsnap_derive_internals::parse::{Field, StructAttributes, StructTarget};
use ktsnap_derive_internals::ratio::Ratio;
use ktsnap_derive_internals::schema::Described;
use tokens::at;
pub(crate) use tokens::{local, named, respan};

/// A struct, and how it was read.
pub(crate) struct Output<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) container: &'a StructAttributes,
    pub(crate) target: &'a StructTarget<'a>,
    pub(crate) fields: &'a [Field<'a>],
    pub(crate) ratios: &'a [Ratio<'a>],
    /// The struct as the runtime needs it.
    pub(crate) described: Described<'a>,
}

/// A field as the compiler knows it. Most fields are integers, for which few of the calls need it, so the tokens are only made
/// where they are written.
struct Known<'a> {
    output: &'a Output<'a>,
    field: &'a Field<'a>,
}

impl ToTokens for Known<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { output, field } = self;
        let span = at(field.ty.span());
        let krate = output.krate(span);
        let (ident, member) = (named(&output.input.ident), named(field.ident));
        let it = local("it");
        let known = output.primitive(field).map(|ty| quote! { ::<#ident, #ty> });
        let borrowed = quote_spanned! {span=> #krate::__private::field #known (|#it: &#ident| &#it.#member) };
        tokens.extend(respan(borrowed, span));
    }
}

impl Output<'_> {
    /// A struct that holds against its object.
    pub(crate) fn checked(&self, object: &str, big_endian: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let main = match &checked.target {
            ResolvedTarget::Section(_) | ResolvedTarget::Entries(_) => self.schema_impl(object, big_endian, checked),
            ResolvedTarget::Value(map, _) => {
                let members = self.members_impl(object, Some(checked));
                let whole = self.value_impl(object, big_endian, map);
                quote! { #members #whole }
            }
            ResolvedTarget::Nested(_) => {
                let members = self.members_impl(object, Some(checked));
                let reducible = self.reducible_impl(Some(checked));
                quote! { #members #reducible }
            }
            ResolvedTarget::Row(row) => {
                let members = self.members_impl(object, Some(checked));
                let reducible = self.reducible_impl(Some(checked));
                let length = self.row_length_check(row);
                quote! { #members #reducible #length }
            }
        };
        let inspect = self.inspect_impl();
        let ratios = self.ratio_methods();
        let checks = self.const_checks(checked);
        quote! { #main #inspect #ratios #checks }
    }

    /// A struct that mirrors a struct in C without an object to compare it with.
    pub(crate) fn unchecked(&self) -> TokenStream {
        let members = self.members_impl("", None);
        let reducible = self.reducible_impl(None);
        let inspect = self.inspect_impl();
        let ratios = self.ratio_methods();
        let enumerators = self.enumerator_checks();
        let differences = self.difference_checks();
        quote! { #members #reducible #inspect #ratios #enumerators #(#differences)* }
    }

    /// After an error, an implementation is still written, so that uses of the struct don't cause further errors.
    pub(crate) fn failed(&self, errors: &Errors) -> TokenStream {
        let errors = errors.to_compile_errors();
        let (stubs, inspect) = (self.stubs(), self.inspect_stub());
        let ratios = self.ratio_methods();
        quote! { #errors #stubs #inspect #ratios }
    }

    /// Where the runtime is. The default path can't be wrong, so errors in code around it are shown at `span`; a path
    /// of the user's keeps its own place.
    fn krate(&self, span: Span) -> TokenStream {
        krate(self.container.krate.as_ref(), span)
    }

    /// Writes descriptions at the call site.
    fn writer(&self) -> Writer<'_> {
        Writer { krate: self.krate(Span::call_site()), enums: &self.container.enums }
    }

    fn implementation(&self, of: &TokenStream, body: &TokenStream) -> TokenStream {
        let ident = named(&self.input.ident);
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #generics #of for #ident #arguments #bounds {
                #body
            }
        }
    }

    /// The field as the compiler knows it, even where its type is an alias.
    fn field<'s>(&'s self, field: &'s Field<'_>) -> Known<'s> {
        Known { output: self, field }
    }

    /// The description of the field's type.
    fn rust_type(&self, field: &Field<'_>) -> TokenStream {
        let span = at(field.ty.span());
        match self.primitive(field) {
            Some(ty) => {
                let krate = self.krate(span);
                quote_spanned! {span=> <#ty as #krate::__private::FieldValue>::RUST_TYPE }
            }
            None => {
                let known = self.field(field);
                quote_spanned! {span=> #known.rust_type() }
            }
        }
    }

    /// The field's type where it is written as an integer's name, which always is a type: the compiler has less to infer.
    fn primitive(&self, field: &Field<'_>) -> Option<TokenStream> {
        matches!(field.kind, Ok(FieldType::Int { .. })).then(|| {
            let ty = field.ty;
            respan(quote! { #ty }, at(ty.span()))
        })
    }

    /// The struct, each field as `value` has it, or in the variable of [`totals`](Self::totals); it gets the field's number among those that are read, the field, the
    /// field as the compiler knows it, and where its tokens are shown.
    fn built(&self, value: impl Fn(usize, &Field<'_>, &Known<'_>, Span) -> TokenStream) -> TokenStream {
        let mut read = 0_usize;
        let values = self.fields.iter().map(|field| {
            let (ident, span) = (named(field.ident), at(field.ty.span()));
            let value = if field.attribute.skip.is_some() {
                quote_spanned! {span=> ::core::default::Default::default() }
            } else if let Some(variable) = self.total_or_part(field) {
                read += usize::from(!field.skipped());
                variable
            } else {
                read += 1;
                value(read - 1, field, &self.field(field), span)
            };
            quote_spanned! {span=> #ident: #value }
        });
        quote! { Self { #(#values,)* } }
    }

    fn picker(&self) -> Option<TokenStream> {
        let krate = self.krate(Span::call_site());
        self.container.picker.as_ref().map(|picker| {
            quote_spanned! {at(picker.span())=>
                fn picker() -> ::core::option::Option<#krate::pickers::Picker> {
                    const PICKER: #krate::pickers::Picker = #picker;
                    ::core::option::Option::Some(PICKER)
                }
            }
        })
    }
}

/// Where the runtime is.
pub(crate) fn krate(written: Option<&Path>, span: Span) -> TokenStream {
    match written {
        Some(path) => quote! { #path },
        None => quote_spanned! {span=> ::ktsnap },
    }
}
