//! Collecting everything that is wrong with one struct.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// What is wrong so far, each at its own token.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a mistake: the token, the fact, the remedy.
    pub(crate) fn push(&mut self, at: impl ToTokens, fact: impl std::fmt::Display, help: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(at, format!("{fact}\nhelp: {help}")));
    }

    /// Adds what the parser found wrong.
    pub(crate) fn syntax(&mut self, error: &syn::Error, help: &str) {
        self.0.push(syn::Error::new(error.span(), format!("{error}\nhelp: {help}")));
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them as `compile_error!` calls.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// Tokens as they were probably written.
pub(crate) fn unspaced(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// Names in backquotes, joined; past eight a count.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
