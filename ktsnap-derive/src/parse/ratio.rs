//! `ratio(name = expr, ...)`: names and expressions, before the fields are known.

use ktsnap_ratio::{Parsed, definition};
use proc_macro2::{TokenStream, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Token, Visibility, parenthesized};

use super::keys::{WrittenValue, until_comma, value_tokens};
use crate::error::Errors;
use crate::ratio::Tokens;

/// `ratio(name = expr)`. The mistakes of its grammar were reported.
pub(crate) struct RatioAttribute {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) vis: Option<Visibility>,
    pub(crate) name: Ident,
    pub(crate) tokens: Tokens,
    pub(crate) parsed: Parsed,
}

const RATIO_HELP: &str = "write `ratio(name = ...)`, with an expression over fields";

pub(super) fn read(
    ratios: &mut Vec<RatioAttribute>,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
    if meta.input.peek(syn::token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        let mut found = false;
        while !inside.is_empty() {
            for tokens in at_semicolons(until_comma(&inside)?, errors) {
                found = true;
                ratios.extend(one_ratio(tokens, errors));
            }
            inside.parse::<Option<Token![,]>>()?;
        }
        if found {
            let more = until_comma(meta.input)?;
            if !more.is_empty() {
                errors.push(more, "`ratio` ends at its parentheses", "write a comma after them");
            }
            return Ok(());
        }
    }
    let help = match value_tokens(meta)? {
        Some(WrittenValue { tokens, equals: true }) if !tokens.is_empty() => format!("write `ratio(name = {tokens})`"),
        _ => RATIO_HELP.to_owned(),
    };
    errors.push(&meta.path, "`ratio` has no name and expression in parentheses", help);
    Ok(())
}

/// Splits ratios that are separated by semicolons, and reports these.
fn at_semicolons(tokens: TokenStream, errors: &mut Errors) -> Vec<TokenStream> {
    let is_semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let tokens: Vec<_> = tokens.into_iter().collect();
    for semicolon in tokens.iter().filter(|token| is_semicolon(token)) {
        errors.push(semicolon, "ratios are separated by commas", "write `,`");
    }
    let parts = tokens.split(is_semicolon).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().cloned().collect()).collect()
}

/// `name = expr`, with documentation and a visibility. A ratio without a name is reported and dropped.
fn one_ratio(stream: TokenStream, errors: &mut Errors) -> Option<RatioAttribute> {
    let head = |input: ParseStream<'_>| {
        let docs = input.call(Attribute::parse_outer)?;
        let vis = match input.parse()? {
            Visibility::Inherited => None,
            vis => Some(vis),
        };
        Ok((docs, vis, input.parse::<TokenStream>()?))
    };
    let fallback = stream.span();
    let Ok((docs, vis, definition_tokens)) = head.parse2(stream.clone()) else {
        errors.push(stream, "a ratio is a name and an expression", RATIO_HELP);
        return None;
    };
    let tokens = Tokens::new(definition_tokens, fallback);
    let parsed = definition(&tokens.tokens);
    for fault in &parsed.faults {
        errors.push(tokens.at(&fault.span), &fault.fact, &fault.help);
    }
    let name = parsed.name.as_ref().and_then(|(_, at)| tokens.ident(*at))?;
    Some(RatioAttribute { docs, vis, name, tokens, parsed })
}
