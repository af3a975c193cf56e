//! `expect!` and `check!`: the conditions of an assertion.
//!
//! Only tokens are read: what a field or a value is, the compiler checks in the code that is written.

mod condition;
mod expand;
mod text;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use condition::Condition;
use ktsnap_derive_internals::error::Errors;

/// How the assertion ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// `expect!` panics.
    Assert,
    /// `check!` gives a `Result`.
    Result,
}

impl End {
    fn name(self) -> &'static str {
        match self {
            Self::Assert => "expect",
            Self::Result => "check",
        }
    }
}

/// Expands the tokens `{ $crate } expect struct, condition, ...`, which the macros of `ktsnap` pass on.
pub(crate) fn assertion(input: TokenStream) -> TokenStream {
    let mut input = input.into_iter();
    let (Some(TokenTree::Group(krate)), Some(TokenTree::Ident(name))) = (input.next(), input.next()) else {
        return quote! { ::core::compile_error! { "write `ktsnap::expect!` or `ktsnap::check!`" } };
    };
    let krate = krate.stream();
    let end = if name == "check" { End::Result } else { End::Assert };
    let mut errors = Errors::default();
    let parts = at_commas(input);
    let (subject, conditions) = match parts.split_first() {
        Some((subject, conditions)) if !subject.is_empty() => (subject.as_slice(), conditions),
        _ => {
            errors.push(
                Ident::new(end.name(), Span::call_site()),
                "the assertion has no struct",
                "write the struct and its conditions, separated by commas",
            );
            (&[][..], &[][..])
        }
    };
    // A comma may follow the last condition.
    let conditions = match conditions.split_last() {
        Some((last, before)) if last.is_empty() => before,
        _ => conditions,
    };
    if conditions.is_empty() && errors.count() == 0 {
        let subject: TokenStream = subject.iter().cloned().collect();
        errors.push(
            subject,
            "the assertion has no condition",
            "write a comma after the struct, and a field, a comparison and a value",
        );
    }
    let conditions: Vec<Condition> =
        conditions.iter().filter_map(|condition| Condition::read(condition, &mut errors)).collect();
    if errors.count() > 0 {
        return expand::failed(&krate, end, &errors);
    }
    expand::assertion(&krate, end, subject, &conditions)
}

/// The parts between commas. A group is one token, so commas inside parentheses do not matter.
fn at_commas(tokens: impl Iterator<Item = TokenTree>) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => {}
        }
    }
    parts
}

/// Whether the token is a group in parentheses.
fn is_call(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}
