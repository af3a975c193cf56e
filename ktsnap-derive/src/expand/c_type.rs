//! Types of C and paths through them, as constants.

use ktsnap_derive_internals::schema::{CEnum, CMember, CStruct, CType, Number, PathStep};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::tokens::{enumerator, option};

/// Writes descriptions as constants.
pub(super) struct Writer<'a> {
    /// The path of the runtime crate.
    pub(super) krate: TokenStream,
    /// The Rust enums that have the enumerators that BTF lacks.
    pub(super) enums: &'a [Path],
}

impl Writer<'_> {
    pub(super) fn c_type(&self, ty: &CType) -> TokenStream {
        let krate = &self.krate;
        let name = quote! { #krate::__private::CType };
        match ty {
            CType::Int { bits } => quote! { #name::Int { bits: #bits } },
            CType::Uint { bits } => quote! { #name::Uint { bits: #bits } },
            CType::Char => quote! { #name::Char },
            CType::Bool => quote! { #name::Bool },
            CType::Float { bits } => quote! { #name::Float { bits: #bits } },
            CType::Enum(of) => {
                let of = self.enumeration(of);
                quote! { #name::Enum(&#of) }
            }
            CType::Array { len, element } => {
                let element = self.c_type(element);
                quote! { #name::Array { len: #len, element: &#element } }
            }
            CType::Struct(of) => {
                let of = self.structure(of);
                quote! { #name::Struct(&#of) }
            }
            CType::Ptr { to } => {
                let to = option(to.as_ref().map(|to| quote! { #to }));
                quote! { #name::Ptr { to: #to } }
            }
            CType::Bytes { size } => quote! { #name::Bytes { size: #size } },
            CType::Opaque { size } => quote! { #name::Opaque { size: #size } },
            CType::Bitfield { bits, of } => {
                let of = self.c_type(of);
                quote! { #name::Bitfield { bits: #bits, of: &#of } }
            }
            CType::PerCpu(of) => {
                let of = self.c_type(of);
                quote! { #name::PerCpu(&#of) }
            }
            CType::Entries(of) => {
                let (key, key_c_type, value) = (self.c_type(&of.key), &of.key_c_type, self.c_type(&of.value));
                quote! { #name::Entries(&#krate::__private::CEntries::new(#key, #key_c_type, #value)) }
            }
        }
    }

    fn enumeration(&self, of: &CEnum) -> TokenStream {
        let krate = &self.krate;
        let CEnum { tag, bits, signed, enumerators } = of;
        let tag = option(tag.as_ref().map(|tag| quote! { #tag }));
        let enumerators = enumerators.iter().map(|(name, value)| quote! { (#name, #value) });
        quote! { #krate::__private::CEnum::new(#tag, #bits, #signed, &[#(#enumerators),*]) }
    }

    fn structure(&self, of: &CStruct) -> TokenStream {
        let krate = &self.krate;
        let CStruct { tag, size, members } = of;
        let tag = option(tag.as_ref().map(|tag| quote! { #tag }));
        let members = members.iter().map(|CMember { name, offset, c_type, ty }| {
            let ty = self.c_type(ty);
            quote! { #krate::__private::CMember::new(#name, #offset, #c_type, #ty) }
        });
        quote! { #krate::__private::CStruct::new(#tag, #size, &[#(#members),*]) }
    }

    /// The steps of a path.
    pub(super) fn steps(&self, steps: &[PathStep]) -> TokenStream {
        let krate = &self.krate;
        let name = quote! { #krate::__private::PathStep };
        let steps = steps.iter().map(|step| match step {
            PathStep::Member(member) => quote! { #name::Member(#member) },
            PathStep::IndexedMember { name: member, index } => quote! {
                #name::IndexedMember(&#krate::__private::IndexedMember { name: #member, index: #index })
            },
            PathStep::IndexedBy(member) => quote! { #name::IndexedBy(#member) },
            PathStep::Index(index) => {
                let index = self.number(index);
                quote! { #name::Index(#index) }
            }
            PathStep::All => quote! { #name::All },
            PathStep::Slice { from, to } => {
                let [from, to] = [from, to].map(|bound| self.number(bound));
                quote! { #name::Slice { from: #from, to: #to } }
            }
            PathStep::Deref(of) => {
                let of = self.structure(of);
                quote! { #name::Deref(&#of) }
            }
        });
        quote! { &[#(#steps),*] }
    }

    /// A number. An enumerator that BTF lacks is looked up in Rust enums while constants are evaluated.
    pub(super) fn number(&self, number: &Number) -> TokenStream {
        match number {
            Number::Known(number) => quote! { #number },
            Number::Enumerator(name) => enumerator(&self.krate, self.enums, name),
        }
    }
}
