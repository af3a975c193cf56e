//! The code of an assertion.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::condition::{Comparison, Condition};
use super::text::text;
use super::{End, is_call};
use crate::expand::{local, respan};
use ktsnap_derive_internals::error::Errors;

/// The struct is evaluated once, and its conditions in order.
pub(super) fn assertion(krate: &TokenStream, end: End, subject: &[TokenTree], conditions: &[Condition]) -> TokenStream {
    let [about, value, explained, found] = ["subject", "value", "explained", "conditions"].map(local);
    let subject: TokenStream = subject.iter().cloned().collect();
    let parts = respan(
        quote! { #krate::__private::assertion::parts(#krate::__private::assertion::About(#about).subject()) },
        spanned(&subject),
    );
    let conditions = conditions.iter().map(|condition| condition.check(krate));
    let finish = match end {
        End::Assert => quote! { #found.assert(#explained) },
        End::Result => quote! { #found.result(#explained) },
    };
    quote! {
        match &(#subject) {
            #about => {
                #[allow(unused_imports)]
                use #krate::__private::assertion::{
                    NoText as _, NotAbsent as _, Owned as _, Plain as _, WithDebug as _, WithOther as _, WithoutTerms as _,
                };
                let (#value, #explained) = #parts;
                let mut #found = #krate::__private::assertion::Conditions::new();
                #(#conditions)*
                #finish
            }
        }
    }
}

/// An expression of the type that the assertion has, so that an error is not followed by others.
pub(super) fn failed(krate: &TokenStream, end: End, errors: &Errors) -> TokenStream {
    let errors = errors.to_compile_errors();
    let value = match end {
        End::Assert => quote! { () },
        End::Result => quote! { ::core::result::Result::<(), #krate::assertion::ExpectError>::Ok(()) },
    };
    quote! { { #errors #value } }
}

impl Condition {
    fn check(&self, krate: &TokenStream) -> TokenStream {
        let module = quote! { #krate::__private::assertion };
        let [value, conditions, left_side, right_side, left, error] =
            ["value", "conditions", "left", "right", "found", "error"].map(local);
        let Self { left: left_tokens, operator: operator_tokens, comparison, right: right_tokens } = self;
        let (left_stream, right_stream) = (quote! { #(#left_tokens)* }, quote! { #(#right_tokens)* });
        let operator = quote! { #(#operator_tokens)* };
        // An error about the types is shown at the side, not at the whole macro.
        let (at_left, at_right) = (spanned(&left_stream), spanned(&right_stream));
        let [left_value, right_value] = [(&left, at_left), (&right_side, at_right)].map(|(side, span)| {
            let side = shown_at(side, span);
            quote_spanned! {span=> *#side }
        });
        let compared = quote! { #left_value #operator #right_value };
        let value = shown_at(&value, at_left);
        let place = quote_spanned! {at_left=> #value. };
        let holds = match comparison {
            Comparison::NotEqual => {
                quote! { (#compared) && #module::is_itself(#left) && #module::is_itself(#right_side) }
            }
            _ if comparison.is_of_order() => quote! {
                !#module::Side(#left).lacks_value() && !#module::Side(#right_side).lacks_value() && (#compared)
            },
            _ => compared,
        };
        let terms = self.terms(krate);
        let right_text = text(right_tokens);
        let right_text = if is_literal(right_tokens) {
            quote! { ::core::option::Option::None }
        } else {
            quote! {
                ::core::option::Option::Some((#right_text, #module::Side(#right_side).text()))
            }
        };
        let receiver = text(self.receiver().unwrap_or_default());
        let printed = quote! { #module::Printed { receiver: #receiver, terms: #terms, right: #right_text } };
        let condition = text(&[left_tokens.as_slice(), operator_tokens, right_tokens].concat());
        quote! {
            #conditions.check();
            match (&(#place #left_stream), &(#right_stream)) {
                (#left_side, #right_side) => match #module::Left(#left_side).taken() {
                    ::core::result::Result::Ok(#left) => {
                        if !(#holds) {
                            #conditions.fail(
                                #condition,
                                ::core::result::Result::Ok(#module::Side(#left).text()),
                                #printed,
                            );
                        }
                    }
                    ::core::result::Result::Err(#error) => {
                        #conditions.fail(#condition, ::core::result::Result::Err(#error), #printed);
                    }
                },
            }
        }
    }

    /// The value whose method the left side calls, which is empty for the struct itself. `None` if it calls none.
    fn receiver(&self) -> Option<&[TokenTree]> {
        match self.left.as_slice() {
            [TokenTree::Ident(_), call] if is_call(call) => Some(&[]),
            [place @ .., TokenTree::Punct(_), TokenTree::Ident(_), call] if is_call(call) => Some(place),
            _ => None,
        }
    }

    /// The terms of a ratio, if the left side is a method whose value and argument can be named again without computing
    /// anything.
    fn terms(&self, krate: &TokenStream) -> TokenStream {
        let value = local("value");
        let none = quote! { ::core::option::Option::None };
        let [.., TokenTree::Ident(method), TokenTree::Group(arguments)] = self.left.as_slice() else { return none };
        let arguments = arguments.stream();
        let argument: Vec<_> = arguments.clone().into_iter().collect();
        let receiver = match self.receiver() {
            Some([]) => quote! { #value },
            Some(place) if is_place(place) => quote! { &#value.#(#place)* },
            _ => return none,
        };
        let argument = match argument.as_slice() {
            [] => quote! { &0_u8 },
            argument if is_literal(argument) || is_place(argument) || is_borrowed(argument) => quote! { &(#arguments) },
            _ => return none,
        };
        let name = method.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        quote! { #krate::__private::assertion::Given { receiver: #receiver, argument: #argument }.terms(#name) }
    }
}

/// Names, members and elements.
fn is_place(tokens: &[TokenTree]) -> bool {
    let is_part = |token: &TokenTree| match token {
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == '.' || punct.as_char() == ':',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
    };
    !tokens.iter().any(is_call) && tokens.iter().all(is_part)
}

fn is_borrowed(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(and), place @ ..] if and.as_char() == '&' && is_place(place))
}

fn is_literal(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Literal(_)] => true,
        [TokenTree::Punct(minus), TokenTree::Literal(_)] => minus.as_char() == '-',
        [TokenTree::Ident(word)] => word == "true" || word == "false" || word == "None",
        _ => false,
    }
}

/// A name that is shown at another place.
fn shown_at(name: &Ident, at: Span) -> Ident {
    Ident::new(&name.to_string(), name.span().located_at(at))
}

/// Where tokens are shown.
fn spanned(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
