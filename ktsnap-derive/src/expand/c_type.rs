//! What BTF says of a type, as a constant. Of a struct only what some field asks for is written down.

use std::sync::Arc;

use ktsnap_btf::{Enum, Step, Struct, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// One way that a field takes through a type.
#[derive(Clone, Copy)]
pub(super) struct Use<'s> {
    pub(super) steps: &'s [Step],
    /// Whether a type of the user's may mirror what is there, which needs its members and enumerators.
    pub(super) whole: bool,
}

pub(super) fn c_type(krate: &TokenStream, ty: &Type, uses: &[Use<'_>]) -> TokenStream {
    let name = quote! { #krate::__private::CType };
    match ty {
        Type::Int { size: size @ (..=8 | 16), signed } => {
            let bits = bits(*size);
            if *signed {
                quote! { #name::Int { bits: #bits } }
            } else {
                quote! { #name::Uint { bits: #bits } }
            }
        }
        Type::Char => quote! { #name::Char },
        Type::Bool { size: 1 } => quote! { #name::Bool },
        Type::Float { size } => {
            let bits = bits(*size);
            quote! { #name::Float { bits: #bits } }
        }
        Type::Enum(of) => {
            let of = enumeration(krate, of, uses.iter().any(|one| one.whole));
            quote! { #name::Enum(&#of) }
        }
        Type::Array { element, len } => {
            let len = usize::try_from(*len).unwrap_or(usize::MAX);
            let inside: Vec<_> = uses.iter().map(|one| one.onward()).collect();
            let element = c_type(krate, element, &inside);
            quote! { #name::Array { len: #len, element: &#element } }
        }
        Type::Struct(of) => {
            let of = structure(krate, ty, of, uses);
            quote! { #name::Struct(&#of) }
        }
        Type::Ptr { to } => {
            let to = super::tokens::option(to.as_deref().map(|to| quote! { #to }));
            quote! { #name::Ptr { to: #to } }
        }
        Type::Bytes { size } => {
            let size = bytes(*size);
            quote! { #name::Bytes { size: #size } }
        }
        other => {
            let size = bytes(other.size().unwrap_or_default());
            quote! { #name::Opaque { size: #size } }
        }
    }
}

/// The struct that a pointer points to, with what one field asks for. The type of the pointer itself does not have it.
pub(super) fn pointee(krate: &TokenStream, of: &Arc<Struct>, way: Use<'_>) -> TokenStream {
    structure(krate, &Type::Struct(Arc::clone(of)), of, &[way])
}

impl<'s> Use<'s> {
    /// The path after its next step.
    fn onward(self) -> Self {
        Self { steps: self.steps.get(1..).unwrap_or_default(), ..self }
    }
}

fn enumeration(krate: &TokenStream, of: &Enum, whole: bool) -> TokenStream {
    let tag = super::tokens::option(of.name.as_ref().map(|name| {
        let tag = format!("enum {name}");
        quote! { #tag }
    }));
    let (bits, signed) = (bits(of.size), of.signed);
    let enumerators = of.enumerators.iter().filter(|_| whole).map(|one| {
        let (name, value) = (&one.name, one.value);
        quote! { (#name, #value) }
    });
    quote! { #krate::__private::CEnum::new(#tag, #bits, #signed, &[#(#enumerators),*]) }
}

fn structure(krate: &TokenStream, ty: &Type, of: &Struct, uses: &[Use<'_>]) -> TokenStream {
    let tag = super::tokens::option(ty.tag().map(|tag| quote! { #tag }));
    let size = bytes(of.size);
    let cpumask = matches!(ty.tag().as_deref(), Some("struct cpumask" | "struct bpf_cpumask"));
    let members = of.flattened_members().filter_map(|(member, bit)| {
        let through: Vec<Use<'_>> = uses
            .iter()
            .filter_map(|one| match one.steps.first() {
                Some(Step::Member(name) | Step::IndexedMember { name, .. }) if *name == member.name => {
                    Some(one.onward())
                }
                Some(Step::IndexedMember { index, .. }) if *index == member.name => {
                    Some(Use { steps: &[], whole: false })
                }
                None if one.whole || cpumask => Some(Use { steps: &[], whole: true }),
                _ => None,
            })
            .collect();
        if through.is_empty() {
            return None;
        }
        let (name, c_type) = (&member.name, &member.c_type);
        let offset = bytes(bit);
        let inner = self::c_type(krate, &member.ty, &through);
        let ty = match member.bits {
            Some(bits) => quote! { #krate::__private::CType::Bitfield { bits: #bits, of: &#inner } },
            None => inner,
        };
        Some(quote! { #krate::__private::CMember::new(#name, #offset, #c_type, #ty) })
    });
    quote! { #krate::__private::CStruct::new(#tag, #size, &[#(#members),*]) }
}

/// A scalar's width. What is wider than 64 bits no field mirrors.
fn bits(bytes: u64) -> u32 {
    u32::try_from(bytes.saturating_mul(8)).unwrap_or(u32::MAX)
}

fn bytes(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
