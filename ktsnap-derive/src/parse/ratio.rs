//! `ratio(name = expr, ...)`: names and expressions, before the fields are known.

use std::mem;

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Token, Visibility, parenthesized};

use super::keys::{WrittenValue, until_comma, value_tokens};
use crate::error::Errors;

/// `ratio(name = expr)`, unread.
pub(crate) struct RatioAttribute {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) vis: Option<Visibility>,
    pub(crate) name: Ident,
    /// `None` if it could not be read, which was reported.
    pub(crate) expr: Option<Expr>,
}

const RATIO_HELP: &str = "write `ratio(name = ...)`, with an expression over fields of the struct";

/// What the expression of a ratio consists of.
pub(crate) const EXPRESSION_HELP: &str =
    "a ratio has fields, `sum(array)`, `percent(...)`, integers, `+ - * /` and parentheses";

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

/// Cuts ratios apart that are separated by semicolons, and reports these.
fn at_semicolons(tokens: TokenStream, errors: &mut Errors) -> Vec<TokenStream> {
    let is_semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let tokens: Vec<_> = tokens.into_iter().collect();
    for semicolon in tokens.iter().filter(|token| is_semicolon(token)) {
        errors.push(semicolon, "ratios are separated by commas", "write `,`");
    }
    let parts = tokens.split(is_semicolon).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().cloned().collect()).collect()
}

/// `name = expr`, with documentation and a visibility. What is wrong with it is reported; a name that could be read stays.
fn one_ratio(tokens: TokenStream, errors: &mut Errors) -> Option<RatioAttribute> {
    let head = |input: ParseStream<'_>| {
        let docs = input.call(Attribute::parse_outer)?;
        let vis = match input.parse()? {
            Visibility::Inherited => None,
            vis => Some(vis),
        };
        let name = input.call(Ident::parse_any)?;
        let equals = input.parse::<Option<Token![=]>>()?;
        Ok((docs, vis, name, equals.map(|_| input.parse::<TokenStream>()).transpose()?, input.parse::<TokenStream>()?))
    };
    let Ok((docs, vis, name, expr, rest)) = head.parse2(tokens.clone()) else {
        errors.push(tokens, "a ratio is a name and an expression", RATIO_HELP);
        return None;
    };
    let expr = match expr {
        Some(tokens) if !tokens.is_empty() => expression(&name, &tokens, errors),
        _ if rest.is_empty() => {
            let help = format!("write `{name} = ...`, with an expression over fields of the struct");
            errors.push(&name, format!("`{name}` has no expression"), help);
            None
        }
        _ => {
            let nameless = syn::parse2::<Expr>(tokens.clone()).is_ok();
            let help = if nameless { format!("write `name = {tokens}`") } else { RATIO_HELP.to_owned() };
            errors.push(tokens, "a ratio is a name and an expression", help);
            None
        }
    };
    Some(RatioAttribute { docs, vis, name, expr })
}

/// The expression of a ratio; with a dot in place of each arrow, which is reported.
fn expression(name: &Ident, tokens: &TokenStream, errors: &mut Errors) -> Option<Expr> {
    if let Ok(expr) = syn::parse2(tokens.clone()) {
        return Some(expr);
    }
    let dotted = without_arrows(tokens.clone());
    match syn::parse2(dotted.tokens) {
        Ok(expr) if !dotted.arrows.is_empty() => {
            for (arrow, operand) in dotted.arrows {
                errors.push(arrow, "a ratio uses `.` where C uses `->`", format!("write `{operand}`"));
            }
            Some(expr)
        }
        _ => {
            errors.push(tokens, format!("the expression of `{name}` can't be read"), EXPRESSION_HELP);
            None
        }
    }
}

/// Tokens with a dot in place of each `->`.
struct Dotted {
    tokens: TokenStream,
    /// The operands that had an arrow, and how to write them.
    arrows: Vec<(TokenStream, String)>,
}

fn without_arrows(tokens: TokenStream) -> Dotted {
    let mut dotted = Dotted { tokens: TokenStream::new(), arrows: Vec::new() };
    let mut tokens = tokens.into_iter().peekable();
    // The operand so far: its tokens as they were written, how to write it, and whether it had an arrow.
    let (mut written, mut text, mut arrow) = (TokenStream::new(), String::new(), false);
    while let Some(token) = tokens.next() {
        let is = |token: &TokenTree, c| matches!(token, TokenTree::Punct(punct) if punct.as_char() == c);
        if is(&token, '-')
            && let Some(end) = tokens.next_if(|next| is(next, '>'))
        {
            let mut dot = Punct::new('.', Spacing::Alone);
            dot.set_span(token.span());
            dotted.tokens.extend([TokenTree::from(dot)]);
            written.extend([token, end]);
            text.push('.');
            arrow = true;
            continue;
        }
        let token = match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => {
                let inside = without_arrows(group.stream());
                dotted.arrows.extend(inside.arrows);
                let mut moved = Group::new(group.delimiter(), inside.tokens);
                moved.set_span(group.span());
                TokenTree::Group(moved)
            }
            other => other,
        };
        let within = match &token {
            TokenTree::Ident(_) => true,
            TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
            other => is(other, '.'),
        };
        if within {
            written.extend([token.clone()]);
            text.push_str(&token.to_string());
        } else {
            let (ended, text) = (mem::take(&mut written), mem::take(&mut text));
            dotted.arrows.extend(mem::take(&mut arrow).then_some((ended, text)));
        }
        dotted.tokens.extend([token]);
    }
    dotted.arrows.extend(arrow.then_some((written, text)));
    dotted
}
