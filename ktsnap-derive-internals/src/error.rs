//! Collecting the errors of a struct.

use ktsnap_btf::suggest::{LISTED, first_of};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors so far, each at its own token.
#[derive(Default)]
pub struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error at a token, with a help.
    pub fn push(&mut self, at: impl ToTokens, fact: impl std::fmt::Display, help: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(at, format!("{fact}\nhelp: {help}")));
    }

    /// Adds an error of the parser.
    pub fn syntax(&mut self, error: &syn::Error, help: &str) {
        self.0.push(syn::Error::new(error.span(), format!("{error}\nhelp: {help}")));
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The errors, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &syn::Error> {
        self.0.iter()
    }

    /// The errors as calls of `compile_error!`.
    pub fn to_compile_errors(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// Tokens without the spaces that printing them inserts.
pub fn unspaced(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// A list of names in backquotes. After eight names it ends with "and N more".
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    first_of(names.into_iter().map(|name| format!("`{name}`")), LISTED)
}
