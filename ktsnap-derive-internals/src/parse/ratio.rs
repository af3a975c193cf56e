//! `ratio(name = expr, ...)` and `let(name = expr, ...)`: names and expressions, before the fields are known.

use ktsnap_ratio::{Parsed, definition, named_term};
use proc_macro2::{TokenStream, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Token, Visibility, parenthesized};

use super::keys::{WrittenValue, until_comma, value_tokens};
use crate::error::Errors;
use crate::ratio::Tokens;

/// `ratio(name = expr)` or `let(name = expr)`. The mistakes of its grammar were reported.
pub struct RatioAttribute {
    /// Whether it is a ratio, which has a method.
    pub is_ratio: bool,
    pub docs: Vec<Attribute>,
    pub vis: Option<Visibility>,
    pub name: Ident,
    pub tokens: Tokens,
    pub parsed: Parsed,
}

/// `ratio(...)`, or `let(...)` for named terms.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) is_ratio: bool,
}

impl Key {
    fn text(self) -> &'static str {
        if self.is_ratio { "ratio" } else { "let" }
    }

    fn what(self) -> &'static str {
        if self.is_ratio { "a ratio" } else { "a named term" }
    }

    fn help(self) -> String {
        format!("write `{}(name = ...)`, with an expression over fields", self.text())
    }
}

pub(super) fn read(
    key: Key,
    ratios: &mut Vec<RatioAttribute>,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
    if meta.input.peek(syn::token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        let mut found = false;
        while !inside.is_empty() {
            for tokens in at_semicolons(key, until_comma(&inside)?, errors) {
                found = true;
                ratios.extend(one_definition(key, tokens, errors));
            }
            inside.parse::<Option<Token![,]>>()?;
        }
        if found {
            let more = until_comma(meta.input)?;
            if !more.is_empty() {
                let fact = format!("`{}` ends at its parentheses", key.text());
                errors.push(more, fact, "write a comma after them");
            }
            return Ok(());
        }
    }
    let help = match value_tokens(meta)? {
        Some(WrittenValue { tokens, equals: true }) if !tokens.is_empty() => {
            format!("write `{}(name = {tokens})`", key.text())
        }
        _ => key.help(),
    };
    errors.push(&meta.path, format!("`{}` has no name and expression in parentheses", key.text()), help);
    Ok(())
}

/// Splits definitions that are separated by semicolons, and reports these.
fn at_semicolons(key: Key, tokens: TokenStream, errors: &mut Errors) -> Vec<TokenStream> {
    let is_semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let tokens: Vec<_> = tokens.into_iter().collect();
    for semicolon in tokens.iter().filter(|token| is_semicolon(token)) {
        let what = if key.is_ratio { "ratios" } else { "named terms" };
        errors.push(semicolon, format!("{what} are separated by commas"), "write `,`");
    }
    let parts = tokens.split(is_semicolon).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().cloned().collect()).collect()
}

/// `name = expr`. A ratio can have documentation and a visibility. A definition without a name is reported and dropped.
fn one_definition(key: Key, stream: TokenStream, errors: &mut Errors) -> Option<RatioAttribute> {
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
        errors.push(stream, format!("{} is a name and an expression", key.what()), key.help());
        return None;
    };
    if !key.is_ratio {
        let fact = "a named term has no method";
        if let Some(vis) = &vis {
            errors.push(vis, fact, "remove the visibility");
        }
        if let Some(doc) = docs.first() {
            errors.push(doc, fact, "write a comment instead of documentation");
        }
    }
    let tokens = Tokens::new(definition_tokens, fallback);
    let parsed = if key.is_ratio { definition(&tokens.tokens) } else { named_term(&tokens.tokens) };
    for fault in &parsed.faults {
        errors.push(tokens.at(&fault.span), &fault.fact, &fault.help);
    }
    let name = parsed.name.as_ref().and_then(|(_, at)| tokens.ident(*at))?;
    Some(RatioAttribute { is_ratio: key.is_ratio, docs, vis, name, tokens, parsed })
}
