//! Where tokens are shown, and small ones that many parts write.

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Reduce, Step};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path};

/// The call site's hygiene, shown at a token of the user's.
pub(super) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// A name of the user's as if the derive had written it: what is deprecated may then be named.
pub(crate) fn named(ident: &Ident) -> Ident {
    let mut named = ident.clone();
    named.set_span(at(ident.span()));
    named
}

pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// Shows every token at one place, so that the compiler underlines that and not the derive.
pub(crate) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| match token {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), respan(group.stream(), span));
                moved.set_span(span);
                TokenTree::Group(moved)
            }
            _ => {
                token.set_span(token.span().located_at(span));
                token
            }
        })
        .collect()
}

/// The value of a `Result`, or a return with its error. The compiler checks this faster than `?`, which looks for a conversion.
pub(super) fn unwrap_ok(result: &TokenStream, span: Span) -> TokenStream {
    let (value, error) = (local("value"), local("error"));
    quote_spanned! {span=>
        match #result {
            ::core::result::Result::Ok(#value) => #value,
            ::core::result::Result::Err(#error) => return ::core::result::Result::Err(#error),
        }
    }
}

/// The same for an `Option`.
pub(super) fn unwrap_some(option: &TokenStream, span: Span) -> TokenStream {
    let value = local("value");
    quote_spanned! {span=>
        match #option {
            ::core::option::Option::Some(#value) => #value,
            ::core::option::Option::None => return ::core::option::Option::None,
        }
    }
}

/// The value of an enumerator that BTF lacks.
pub(super) fn enumerator(krate: &TokenStream, enums: &[Path], name: &str) -> TokenStream {
    let enums = mirrors(krate, enums);
    quote! { #krate::__private::enumerator(#enums, #name) }
}

/// Statements that stop the build where no Rust enum has an enumerator that a path names, or where a Rust enum has a name that is
/// that of a member or variable in BTF. `krate` is shown there too.
pub(super) fn enumerators(krate: &TokenStream, enums: &[Path], steps: &[Step], span: Span) -> TokenStream {
    let asserted = steps.iter().flat_map(|one| match one {
        Step::Enumerator(name) => vec![("assert_enumerator", name)],
        Step::Slice(from, to) => {
            [from, to].into_iter().filter_map(bound_name).map(|name| ("assert_enumerator", name)).collect()
        }
        Step::IndexedBy(name) if !enums.is_empty() => vec![("assert_no_enumerator", name)],
        Step::Member(_)
        | Step::IndexedMember { .. }
        | Step::Index(_)
        | Step::IndexedBy(_)
        | Step::All
        | Step::Deref(_) => Vec::new(),
    });
    let asserted = asserted.map(|(assert, name)| {
        let (enums, assert) = (mirrors(krate, enums), Ident::new(assert, Span::call_site()));
        quote_spanned! {span=> #krate::__private::#assert(#enums, #name); }
    });
    asserted.collect()
}

/// The enumerator that BTF lacks at an end of a slice.
fn bound_name(bound: &Bound) -> Option<&String> {
    match bound {
        Bound::Enumerator(name) => Some(name),
        Bound::Number(_) => None,
    }
}

/// Rust enums, as they are called and as what they mirror.
fn mirrors(krate: &TokenStream, enums: &[Path]) -> TokenStream {
    let mirrors = enums.iter().map(|path| {
        let shown = path.to_token_stream().to_string();
        quote_spanned! {at(path.span())=> (#shown, <#path as #krate::__private::FieldValue>::RUST_TYPE) }
    });
    quote! { &[#(#mirrors),*] }
}

pub(super) fn reduce(krate: &TokenStream, how: Reduce) -> TokenStream {
    match how {
        Reduce::Sum => quote! { #krate::__private::Reduction::Sum },
        Reduce::Max => quote! { #krate::__private::Reduction::Max },
        Reduce::Min => quote! { #krate::__private::Reduction::Min },
    }
}

pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
