//! `take(rows = count, ...)`: the rows of a part that are in use.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token, parenthesized};

use super::keys::{until_comma, value_tokens};
use crate::error::Errors;

/// `rows = count`.
pub(crate) struct Take {
    /// The key, for errors about all of it.
    pub(crate) key: Path,
    /// The members that lead from the part to its rows.
    pub(crate) rows: Vec<Ident>,
    /// The part with the count, and the members that lead from it to the count.
    pub(crate) count: Vec<Ident>,
}

const HELP: &str = "write `take(... = ...)` with the rows of this part and a member of another part";

pub(super) fn read(takes: &mut Vec<Take>, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    if !meta.input.peek(syn::token::Paren) {
        errors.push(&meta.path, "`take` requires rows and a count in parentheses", HELP);
        return value_tokens(meta).map(drop);
    }
    let inside;
    parenthesized!(inside in meta.input);
    let before = takes.len();
    while !inside.is_empty() {
        let tokens = until_comma(&inside)?;
        match pair.parse2(tokens.clone()) {
            Ok((rows, count)) => takes.push(Take { key: meta.path.clone(), rows, count }),
            Err(_) => {
                let at = if tokens.is_empty() { meta.path.to_token_stream() } else { tokens };
                errors.push(at, "`take` has the form `rows = part.count`", HELP);
                return until_comma(meta.input).map(drop);
            }
        }
        inside.parse::<Option<Token![,]>>()?;
    }
    let more: TokenStream = until_comma(meta.input)?;
    if !more.is_empty() {
        errors.push(more, "`take` ends at its parentheses", "write a comma after them");
    } else if takes.len() == before {
        errors.push(&meta.path, "`take` requires rows and a count in parentheses", HELP);
    }
    Ok(())
}

fn pair(input: ParseStream<'_>) -> syn::Result<(Vec<Ident>, Vec<Ident>)> {
    let members = |input: ParseStream<'_>| {
        Punctuated::<Ident, Token![.]>::parse_separated_nonempty(input).map(|members| members.into_iter().collect())
    };
    let rows = members(input)?;
    input.parse::<Token![=]>()?;
    let count = members(input)?;
    if input.is_empty() { Ok((rows, count)) } else { Err(input.error("more tokens")) }
}
