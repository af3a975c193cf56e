//! The implementation for an enum.

use ktsnap_derive_internals::enums::{CatchAll, EnumDeclaration};
use ktsnap_derive_internals::error::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;
use syn::ext::IdentExt;

use super::{local, named};

pub(crate) fn implementation(
    input: &DeriveInput,
    runtime: &TokenStream,
    EnumDeclaration { attributes, variants, other, .. }: &EnumDeclaration<'_>,
) -> TokenStream {
    let ident = named(&input.ident);
    let name = ident.unraw().to_string();
    let (tag, other) = (attributes.tag.as_ref().map(syn::LitStr::value), other.as_ref());
    let tag = match tag {
        Some(tag) => quote! { ::core::option::Option::Some(#tag) },
        None => quote! { ::core::option::Option::None },
    };
    let exhaustive = other.is_none();
    let listed = variants.iter().map(|variant| {
        let (name, value) = (&variant.name, variant.value.tokens());
        quote! { (#name, #value) }
    });
    let (at, found) = (local("at"), local("found"));
    let reads = variants.iter().map(|variant| {
        let (ident, value) = (named(variant.ident), variant.value.tokens());
        quote! { if #found.value == #value { return ::core::result::Result::Ok(Self::#ident); } }
    });
    let rest = match other {
        Some(CatchAll { ident, holds: true }) => {
            quote! { ::core::result::Result::Ok(Self::#ident(#found.other(#name)?)) }
        }
        Some(CatchAll { ident, holds: false }) => quote! { ::core::result::Result::Ok(Self::#ident) },
        None => quote! { ::core::result::Result::Err(#found.not_listed(#name)) },
    };
    let kept = variants.iter().map(|variant| {
        let ident = named(variant.ident);
        quote! { Self::#ident => Self::#ident }
    });
    let value = local("value");
    let kept_other = other.map(|CatchAll { ident, holds }| {
        if *holds {
            quote! { Self::#ident(#value) => Self::#ident(*#value) }
        } else {
            quote! { Self::#ident => Self::#ident }
        }
    });
    let kept = kept.chain(kept_other);
    let texts = variants.iter().map(|variant| {
        let (ident, name) = (named(variant.ident), &variant.name);
        quote! { Self::#ident => ::core::option::Option::Some(::std::string::ToString::to_string(#name)) }
    });
    let text_other = other.map(|CatchAll { ident, holds }| {
        if *holds {
            quote! { Self::#ident(#value) => #runtime::__private::FieldValue::key_text(#value) }
        } else {
            quote! { Self::#ident => ::core::option::Option::None }
        }
    });
    let texts = texts.chain(text_other);
    quote! {
        #[automatically_derived]
        impl #runtime::__private::FieldValue for #ident {
            const RUST_TYPE: #runtime::__private::RustType = #runtime::__private::RustType::Enum(
                &#runtime::__private::RustEnum::new(#name, #tag, #exhaustive, &[#(#listed),*])
            );

            fn read(
                #at: #runtime::__private::ValueCursor<'_>,
            ) -> ::core::result::Result<Self, #runtime::__private::ReadFailure> {
                let #found = #runtime::__private::enum_value(#at)?;
                #(#reads)*
                #rest
            }

            fn later(&self) -> Self {
                match self { #(#kept,)* }
            }

            fn key_text(&self) -> ::core::option::Option<::std::string::String> {
                match self { #(#texts,)* }
            }
        }

        #[automatically_derived]
        impl #runtime::__private::Inspect for #ident {
            fn inspect(&self) -> #runtime::__private::Inspected {
                #runtime::__private::inspected_enum(self)
            }
        }
    }
}

/// The implementation after an error, so that uses of the enum do not cause further errors.
pub(crate) fn failed(input: &DeriveInput, runtime: &TokenStream, errors: &Errors) -> TokenStream {
    let ident = named(&input.ident);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let errors = errors.to_compile_errors();
    quote! {
        #errors

        #[automatically_derived]
        impl #generics #runtime::__private::FieldValue for #ident #arguments #bounds {
            const RUST_TYPE: #runtime::__private::RustType = #runtime::__private::RustType::Any;

            fn read(_: #runtime::__private::ValueCursor<'_>) -> ::core::result::Result<Self, #runtime::__private::ReadFailure> {
                ::core::unreachable!("the enum did not compile")
            }

            fn later(&self) -> Self {
                ::core::unreachable!("the enum did not compile")
            }
        }

        #[automatically_derived]
        impl #generics #runtime::__private::Inspect for #ident #arguments #bounds {
            fn inspect(&self) -> #runtime::__private::Inspected {
                ::core::unreachable!("the enum did not compile")
            }
        }
    }
}
