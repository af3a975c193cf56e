//! The rows in use: `take(rows = count, ...)` for the rows of a part, `take = "count"` and `ring = "count"` for a field.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token, bracketed, parenthesized};

use super::keys::{set, skip_value, until_comma, value_tokens};
use crate::error::{Errors, unspaced};

/// `rows = count`.
pub struct Take {
    /// The key, for errors about all of it.
    pub key: Path,
    /// The members that lead from the part to its rows.
    pub rows: Vec<RowStep>,
    /// The part with the count, and the members that lead from it to the count.
    pub count: Vec<Ident>,
}

/// A step from a part to its rows.
#[derive(Clone)]
pub enum RowStep {
    Member(Ident),
    /// `[*]`: into each row, which has rows of its own.
    Each,
}

/// `take = "count"` or `ring = "count"`.
pub struct InUse {
    pub key: Path,
    /// The path of the variable that holds the number of rows in use.
    pub count: LitStr,
    /// Whether the variable counts on when all rows are in use.
    pub is_ring: bool,
}

/// What `take` says: it has one of two forms.
#[derive(Default)]
pub struct Takes {
    /// For the rows of a part.
    pub of_part: Vec<Take>,
    /// For the field itself.
    pub in_use: Option<InUse>,
}

/// Reads `take = "count"` or `ring = "count"`.
pub(super) fn in_use(
    slot: &mut Option<InUse>,
    key: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
    let mut count = None;
    if let Some(known) = slot {
        let fact = format!("`{key}` can't be used with `{}`", unspaced(&known.key));
        errors.push(&meta.path, fact, format!("remove `{key}`"));
        return skip_value(meta);
    }
    set(&mut count, key, meta, errors, "nr_rows")?;
    *slot = count.map(|count| InUse { key: meta.path.clone(), count, is_ring: key == "ring" });
    Ok(())
}

pub const HELP: &str = "write `take(... = ...)` with the rows of this part and a member of another part";

pub(super) fn read(takes: &mut Takes, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        return in_use(&mut takes.in_use, "take", meta, errors);
    }
    let takes = &mut takes.of_part;
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

/// The caller reports tokens after the pair, and after the `*` in brackets.
fn pair(input: ParseStream<'_>) -> syn::Result<(Vec<RowStep>, Vec<Ident>)> {
    let members = |input: ParseStream<'_>| {
        Punctuated::<Ident, Token![.]>::parse_separated_nonempty(input).map(|members| members.into_iter().collect())
    };
    let rows = row_steps(input)?;
    input.parse::<Token![=]>()?;
    let count = members(input)?;
    Ok((rows, count))
}

/// `layers`, `state.layers` or `layers[*].cpus`.
fn row_steps(input: ParseStream<'_>) -> syn::Result<Vec<RowStep>> {
    let mut steps = vec![RowStep::Member(input.parse()?)];
    loop {
        if input.peek(syn::token::Bracket) {
            let inside;
            bracketed!(inside in input);
            inside.parse::<Token![*]>()?;
            steps.push(RowStep::Each);
        } else if input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            steps.push(RowStep::Member(input.parse()?));
        } else {
            return Ok(steps);
        }
    }
}
