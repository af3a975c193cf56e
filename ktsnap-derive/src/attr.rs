//! `#[snapshot(...)]` on the struct and on its fields.

use std::mem;

use ktsnap_btf::{Reduce, closest};
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, BinOp, Expr, ExprLit, Ident, Lit, LitStr, Path, Token, Visibility, parenthesized};

use crate::error::{Errors, unspaced};

/// What a struct or enum is checked against.
#[derive(Default)]
pub(crate) struct Source {
    pub(crate) object: Option<LitStr>,
    pub(crate) layout: Option<LitStr>,
    pub(crate) struct_ops: Option<LitStr>,
}

/// What stands on the struct.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) source: Source,
    pub(crate) section: Option<LitStr>,
    pub(crate) map: Option<LitStr>,
    pub(crate) key: Option<LitStr>,
    pub(crate) value: Option<LitStr>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) picker: Option<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) ratios: Vec<Ratio>,
    pub(crate) allow_unmapped: Option<Path>,
    /// Rust enums whose variants name keys and elements.
    pub(crate) enums: Vec<Path>,
    /// Whether something in it could not be read, so that what is missing may have been meant.
    pub(crate) damaged: bool,
}

/// `ratio(name = expr)`, unread.
pub(crate) struct Ratio {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) vis: Option<Visibility>,
    pub(crate) name: Ident,
    /// `None` if it could not be read, which was reported.
    pub(crate) expr: Option<Expr>,
}

/// What stands on a field.
#[derive(Default)]
pub(crate) struct Field {
    pub(crate) rename: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) key: Option<LitStr>,
    /// `sum`, `max` or `min`, at its token.
    pub(crate) reduce: Option<(Reduce, Path)>,
    pub(crate) widen: Option<Path>,
    pub(crate) gauge: Option<Path>,
    pub(crate) skip: Option<Path>,
    pub(crate) allow_unmapped: Option<Path>,
    /// Whether something in it could not be read.
    pub(crate) damaged: bool,
}

/// What stands on an enum.
#[derive(Default)]
pub(crate) struct Enum {
    pub(crate) source: Source,
    pub(crate) tag: Option<LitStr>,
    pub(crate) krate: Option<Path>,
}

/// What stands on a variant.
#[derive(Default)]
pub(crate) struct Variant {
    pub(crate) rename: Option<LitStr>,
    pub(crate) non_exhaustive: Option<Path>,
}

const CONTAINER_KEYS: [&str; 13] = [
    "object",
    "layout",
    "struct_ops",
    "section",
    "map",
    "key",
    "value",
    "type",
    "picker",
    "ratio",
    "crate",
    "enums",
    "allow_unmapped",
];
const FIELD_KEYS: [&str; 10] =
    ["rename", "path", "key", "sum", "max", "min", "widen", "gauge", "skip", "allow_unmapped"];
const ENUM_KEYS: [&str; 5] = ["object", "layout", "struct_ops", "type", "crate"];
const VARIANT_KEYS: [&str; 2] = ["rename", "non_exhaustive"];

impl Source {
    fn set(&mut self, key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
        let (slot, like) = match key {
            "layout" => (&mut self.layout, "..."),
            "struct_ops" => (&mut self.struct_ops, "..."),
            _ => (&mut self.object, "..."),
        };
        set(slot, key, meta, errors, like)
    }
}

impl Container {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self::default();
        let before = errors.count();
        each_key(attributes, "object = \"...\"", errors, |key, meta, errors| match key {
            "object" | "layout" | "struct_ops" => container.source.set(key, meta, errors),
            "section" => set(&mut container.section, key, meta, errors, ".bss"),
            "map" => set(&mut container.map, key, meta, errors, "..."),
            "key" => set(&mut container.key, key, meta, errors, "enum ..."),
            "value" => set(&mut container.value, key, meta, errors, "struct ..."),
            "type" => set(&mut container.tag, key, meta, errors, "struct ..."),
            "picker" => set(&mut container.picker, key, meta, errors, "ktsnap::pickers::max_by_sum_u64"),
            "crate" => set(&mut container.krate, key, meta, errors, "ktsnap"),
            "ratio" => ratios(&mut container.ratios, meta, errors),
            "enums" => paths(&mut container.enums, key, meta, errors),
            "allow_unmapped" => flag(&mut container.allow_unmapped, key, meta, errors),
            _ if FIELD_KEYS.contains(&key) => misplaced(key, "a field", "move it to the field", meta, errors),
            _ => unknown(&CONTAINER_KEYS, meta, errors),
        });
        container.damaged = errors.count() > before;
        container
    }
}

impl Field {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut field = Self::default();
        let before = errors.count();
        each_key(attributes, "path = \"...\"", errors, |key, meta, errors| match key {
            "rename" => set(&mut field.rename, key, meta, errors, "..."),
            "path" => set(&mut field.path, key, meta, errors, "..."),
            "key" => set(&mut field.key, key, meta, errors, "..."),
            "sum" => field.reduction(Reduce::Sum, key, meta, errors),
            "max" => field.reduction(Reduce::Max, key, meta, errors),
            "min" => field.reduction(Reduce::Min, key, meta, errors),
            "widen" => flag(&mut field.widen, key, meta, errors),
            "gauge" => flag(&mut field.gauge, key, meta, errors),
            "skip" => flag(&mut field.skip, key, meta, errors),
            "allow_unmapped" => flag(&mut field.allow_unmapped, key, meta, errors),
            _ if CONTAINER_KEYS.contains(&key) => {
                misplaced(key, "the struct", "move it above the struct", meta, errors)
            }
            _ => unknown(&FIELD_KEYS, meta, errors),
        });
        field.damaged = errors.count() > before;
        field
    }

    fn reduction(
        &mut self,
        how: Reduce,
        key: &str,
        meta: &ParseNestedMeta<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        if let Some((other, _)) = self.reduce.as_ref().filter(|(other, _)| *other != how) {
            let help = "keep one of the two, and give the other a field of its own";
            errors.push(&meta.path, format!("the field has `{other}` already"), help);
            return value_tokens(meta).map(drop);
        }
        let mut token = self.reduce.take().map(|(_, token)| token);
        let read = flag(&mut token, key, meta, errors);
        self.reduce = token.map(|token| (how, token));
        read
    }
}

impl Enum {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        each_key(attributes, "type = \"enum ...\"", errors, |key, meta, errors| match key {
            "object" | "layout" | "struct_ops" => read.source.set(key, meta, errors),
            "type" => set(&mut read.tag, key, meta, errors, "enum ..."),
            "crate" => set(&mut read.krate, key, meta, errors, "ktsnap"),
            "non_exhaustive" => misplaced(
                key,
                "a variant",
                "move it above a variant that takes what is not listed: `Other(u32)`",
                meta,
                errors,
            ),
            _ if VARIANT_KEYS.contains(&key) => misplaced(key, "a variant", "move it to the variant", meta, errors),
            _ => unknown(&ENUM_KEYS, meta, errors),
        });
        read
    }
}

impl Variant {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut variant = Self::default();
        each_key(attributes, "rename = \"...\"", errors, |key, meta, errors| match key {
            "rename" => set(&mut variant.rename, key, meta, errors, "..."),
            "non_exhaustive" => flag(&mut variant.non_exhaustive, key, meta, errors),
            _ if ENUM_KEYS.contains(&key) => misplaced(key, "the enum", "move it above the enum", meta, errors),
            _ => unknown(&VARIANT_KEYS, meta, errors),
        });
        variant
    }
}

/// Calls `read` for each key of each `#[snapshot(...)]`. A syntax error ends its own attribute only. `like` is a key that
/// could have been meant.
fn each_key(
    attributes: &[Attribute],
    like: &str,
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("snapshot")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            read(&key, &meta, errors)
        });
        if let Err(error) = parsed {
            errors.syntax(&error, &format!("write `#[snapshot({like})]`"));
        }
    }
}

/// What a key can be given.
trait Value: Sized {
    const KIND: &'static str;

    fn of(expr: &Expr) -> Option<Self>;

    /// What to write in place of the tokens; something like `like` where they give no hint.
    fn example(written: Option<&TokenStream>, like: &str) -> String;
}

impl Value for LitStr {
    const KIND: &'static str = "a string";

    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Group(group) => Self::of(&group.expr),
            Expr::Lit(ExprLit { lit: Lit::Str(string), .. }) => Some(string.clone()),
            _ => None,
        }
    }

    fn example(written: Option<&TokenStream>, like: &str) -> String {
        let Some(tokens) = written else { return format!("\"{like}\"") };
        let unquoted = match syn::parse2(tokens.clone()) {
            // Only the quotes are missing, unless it is a constant.
            Ok(Expr::Path(path)) => {
                path.path.segments.iter().any(|it| it.ident.to_string().contains(char::is_lowercase))
            }
            Ok(Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) | Expr::Field(_) | Expr::Index(_)) => true,
            Ok(Expr::Binary(binary)) => matches!(binary.op, BinOp::Div(_)),
            _ => false,
        };
        match inside_quotes(tokens) {
            Some(text) => format!("\"{text}\""),
            None if unquoted => format!("\"{}\"", unspaced(tokens)),
            None => format!("\"{like}\""),
        }
    }
}

/// What the first string among the tokens holds, also one of bytes or in parentheses.
fn inside_quotes(tokens: &TokenStream) -> Option<String> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Group(group) => inside_quotes(&group.stream()),
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            Lit::ByteStr(text) => String::from_utf8(text.value()).ok(),
            _ => None,
        },
        TokenTree::Ident(_) | TokenTree::Punct(_) => None,
    })
}

impl Value for Path {
    const KIND: &'static str = "a path";

    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Group(group) => Self::of(&group.expr),
            Expr::Path(path) => Some(path.path.clone()),
            _ => None,
        }
    }

    fn example(_: Option<&TokenStream>, like: &str) -> String {
        like.to_owned()
    }
}

/// `key = value`, once.
fn set<T: Value>(
    slot: &mut Option<T>,
    key: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
    like: &str,
) -> syn::Result<()> {
    let given = value_tokens(meta)?;
    let help = format!("write `{key} = {}`", T::example(given.as_ref().map(|given| &given.tokens), like));
    if slot.is_some() {
        errors.push(&meta.path, format!("`{key}` is given twice"), "remove one of the two");
        return Ok(());
    }
    match given {
        Some(Given { tokens, equals: true }) if !tokens.is_empty() => {
            match syn::parse2(tokens.clone()).ok().and_then(|expr| T::of(&expr)) {
                Some(value) => *slot = Some(value),
                None => errors.push(tokens, format!("`{key}` takes {}", T::KIND), help),
            }
        }
        _ => errors.push(&meta.path, format!("`{key}` has no value"), help),
    }
    Ok(())
}

/// `key`, without a value, once.
fn flag(slot: &mut Option<Path>, key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let given = value_tokens(meta)?;
    if slot.is_some() {
        errors.push(&meta.path, format!("`{key}` is given twice"), "remove one of the two");
    } else if given.is_some() {
        errors.push(&meta.path, format!("`{key}` takes no value"), format!("write `{key}` alone"));
    } else {
        *slot = Some(meta.path.clone());
    }
    Ok(())
}

/// What follows a key, up to the next comma.
struct Given {
    tokens: TokenStream,
    /// Whether it follows an `=`, and is not in parentheses.
    equals: bool,
}

/// `None` for a key alone.
fn value_tokens(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Given>> {
    let equals = meta.input.peek(Token![=]);
    let tokens = until_comma(if equals { meta.value()? } else { meta.input })?;
    Ok((equals || !tokens.is_empty()).then_some(Given { tokens, equals }))
}

/// Tokens up to the next comma that stands in no brackets.
fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        TokenTree::parse(input)?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

/// `key(path, ...)`.
fn paths(paths: &mut Vec<Path>, key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let help = format!("write `{key}(...)` with the paths of enums that derive `SnapshotEnum`");
    let before = paths.len();
    if meta.input.peek(syn::token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        while !inside.is_empty() {
            let tokens = until_comma(&inside)?;
            match syn::parse2(tokens.clone()) {
                Ok(path) => paths.push(path),
                Err(_) => {
                    errors.push(tokens, format!("`{key}` takes paths"), &help);
                    return until_comma(meta.input).map(drop);
                }
            }
            inside.parse::<Option<Token![,]>>()?;
        }
    }
    let more = until_comma(meta.input)?;
    if !more.is_empty() || paths.len() == before {
        errors.push(&meta.path, format!("`{key}` has no paths in parentheses"), help);
    }
    Ok(())
}

const RATIO_HELP: &str = "write `ratio(name = ...)`, with an expression over fields of the struct";

/// What the expression of a ratio consists of.
pub(crate) const EXPRESSION_HELP: &str =
    "a ratio has fields, `sum(array)`, `percent(...)`, integers, `+ - * /` and parentheses";

fn ratios(ratios: &mut Vec<Ratio>, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
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
        Some(Given { tokens, equals: true }) if !tokens.is_empty() => format!("write `ratio(name = {tokens})`"),
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
fn one_ratio(tokens: TokenStream, errors: &mut Errors) -> Option<Ratio> {
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
    Some(Ratio { docs, vis, name, expr })
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

fn misplaced(key: &str, place: &str, help: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    errors.push(&meta.path, format!("`{key}` is a key of {place}"), help);
    value_tokens(meta).map(drop)
}

fn unknown(known: &[&str], meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let key = meta.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
    let help = match (closest(&key, known.iter().copied()), known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, [only]) => format!("the only key here is `{only}`"),
        (None, _) => {
            let known: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
            format!("the keys here are {}", known.join(", "))
        }
    };
    errors.push(&meta.path, format!("unknown key `{key}`"), help);
    value_tokens(meta).map(drop)
}
