//! `#[snapshot(...)]` on the struct and on its fields.

use ktsnap_btf::closest;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Path, Token, parenthesized};

use crate::error::{Errors, listed};

/// What stands on the struct.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) object: Option<LitStr>,
    pub(crate) section: Option<LitStr>,
    pub(crate) picker: Option<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) ratios: Vec<Ratio>,
    /// Whether something in it could not be read, so that what is missing may have been meant.
    pub(crate) damaged: bool,
}

/// `ratio(name = expr)`, unread.
pub(crate) struct Ratio {
    pub(crate) name: Ident,
    pub(crate) expr: Expr,
}

/// What stands on a field.
#[derive(Default)]
pub(crate) struct Field {
    pub(crate) rename: Option<LitStr>,
    /// Whether something in it could not be read.
    pub(crate) damaged: bool,
}

const CONTAINER_KEYS: [&str; 5] = ["object", "section", "picker", "ratio", "crate"];
const FIELD_KEYS: [&str; 1] = ["rename"];

impl Container {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self::default();
        let before = errors.count();
        each_key(attributes, errors, |key, meta, errors| match key {
            "object" => set(&mut container.object, key, meta, errors, "bpf/scheduler.bpf.o"),
            "section" => set(&mut container.section, key, meta, errors, ".bss"),
            "picker" => set(&mut container.picker, key, meta, errors, "ktsnap::pickers::max_by_sum_u64"),
            "crate" => set(&mut container.krate, key, meta, errors, "ktsnap"),
            "ratio" => ratios(&mut container.ratios, meta, errors),
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
        each_key(attributes, errors, |key, meta, errors| match key {
            "rename" => set(&mut field.rename, key, meta, errors, "name_in_c"),
            _ if CONTAINER_KEYS.contains(&key) => {
                misplaced(key, "the struct", "move it above the struct", meta, errors)
            }
            _ => unknown(&FIELD_KEYS, meta, errors),
        });
        field.damaged = errors.count() > before;
        field
    }
}

/// Calls `read` for each key of each `#[snapshot(...)]`. A syntax error ends its own attribute only.
fn each_key(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("snapshot")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            read(&key, &meta, errors)
        });
        if let Err(error) = parsed {
            errors.syntax(&error, "write `#[snapshot(key = value, ...)]`");
        }
    }
}

/// What a key can be given.
trait Value: Sized {
    const KIND: &'static str;

    fn of(expr: &Expr) -> Option<Self>;

    fn example(like: &str) -> String;
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

    fn example(like: &str) -> String {
        format!("\"{like}\"")
    }
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

    fn example(like: &str) -> String {
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
    let tokens = value_tokens(meta)?;
    let help = format!("write `{key} = {}`", T::example(like));
    if slot.is_some() {
        errors.push(&meta.path, format!("`{key}` is given twice"), "remove one of the two");
        return Ok(());
    }
    match tokens {
        Some(tokens) if !tokens.is_empty() => match syn::parse2(tokens.clone()).ok().and_then(|expr| T::of(&expr)) {
            Some(value) => *slot = Some(value),
            None => errors.push(tokens, format!("`{key}` takes {}", T::KIND), help),
        },
        _ => errors.push(&meta.path, format!("`{key}` has no value"), help),
    }
    Ok(())
}

/// What stands behind a key's `=`, up to the next comma; `None` without one.
fn value_tokens(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<TokenStream>> {
    if meta.input.peek(Token![=]) {
        return until_comma(meta.value()?).map(Some);
    }
    until_comma(meta.input)?;
    Ok(None)
}

/// Tokens up to the next comma that stands in no brackets.
fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        proc_macro2::TokenTree::parse(input)?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

fn ratios(ratios: &mut Vec<Ratio>, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    const HELP: &str = "write `ratio(hit_rate = hits / (hits + misses))`";
    let before = ratios.len();
    if meta.input.peek(syn::token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        while !inside.is_empty() {
            let tokens = until_comma(&inside)?;
            match one_ratio.parse2(tokens.clone()) {
                Ok(ratio) => ratios.push(ratio),
                Err(_) => {
                    errors.push(tokens, "a ratio is a name and an expression", HELP);
                    return until_comma(meta.input).map(drop);
                }
            }
            inside.parse::<Option<Token![,]>>()?;
        }
    }
    // Something else behind `ratio`, or behind its parentheses.
    let more = until_comma(meta.input)?;
    if !more.is_empty() || ratios.len() == before {
        errors.push(&meta.path, "`ratio` has no name and expression in parentheses", HELP);
    }
    Ok(())
}

fn one_ratio(input: ParseStream<'_>) -> syn::Result<Ratio> {
    let name = input.parse()?;
    input.parse::<Token![=]>()?;
    Ok(Ratio { name, expr: input.parse()? })
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
        (None, _) => format!("the keys here are {}", listed(known.iter().copied())),
    };
    errors.push(&meta.path, format!("unknown key `{key}`"), help);
    value_tokens(meta).map(drop)
}
