//! Reading the keys of one `#[snapshot(...)]` and their values.

use ktsnap_btf::closest;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Path, Token, parenthesized};

use super::value::AttributeValue;
use crate::error::Errors;

/// Calls `read` for each key of each `#[snapshot(...)]`. A syntax error ends only its own attribute; the help shows `example`.
pub(super) fn each_key(
    attributes: &[Attribute],
    example: &str,
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("snapshot")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            read(&key, &meta, errors)
        });
        if let Err(error) = parsed {
            errors.syntax(&error, &format!("write `#[snapshot({example})]`"));
        }
    }
}

/// Reads `key = value` into `slot`. `example` is a value to show if the user wrote none.
pub(super) fn set<T: AttributeValue>(
    slot: &mut Option<T>,
    key: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
    example: &str,
) -> syn::Result<()> {
    let given = value_tokens(meta)?;
    let help = format!("write `{key} = {}`", T::example(given.as_ref().map(|given| &given.tokens), example));
    if slot.is_some() {
        errors.push(&meta.path, format!("duplicate key `{key}`"), "remove one of them");
        return Ok(());
    }
    match given {
        Some(WrittenValue { tokens, equals: true }) if !tokens.is_empty() => {
            match syn::parse2(tokens.clone()).ok().and_then(|expr| T::of(&expr)) {
                Some(value) => *slot = Some(value),
                None => errors.push(tokens, format!("`{key}` takes {}", T::KIND), help),
            }
        }
        _ => errors.push(&meta.path, format!("`{key}` requires a value"), help),
    }
    Ok(())
}

/// Reads a `key` without a value into `slot`.
pub(super) fn flag(
    slot: &mut Option<Path>,
    key: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
    let given = value_tokens(meta)?;
    if slot.is_some() {
        errors.push(&meta.path, format!("duplicate key `{key}`"), "remove one of them");
    } else if given.is_some() {
        errors.push(&meta.path, format!("`{key}` does not take a value"), format!("write `{key}`"));
    } else {
        *slot = Some(meta.path.clone());
    }
    Ok(())
}

/// The tokens between a key and the next comma.
pub(super) struct WrittenValue {
    pub(super) tokens: TokenStream,
    /// Whether they follow an `=`, and are not in parentheses.
    pub(super) equals: bool,
}

/// Reads the value of a key; `None` if the key has none.
pub(super) fn value_tokens(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<WrittenValue>> {
    let equals = meta.input.peek(Token![=]);
    let tokens = until_comma(if equals { meta.value()? } else { meta.input })?;
    Ok((equals || !tokens.is_empty()).then_some(WrittenValue { tokens, equals }))
}

/// Skips the value of a key with an error.
pub(super) fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    value_tokens(meta).map(drop)
}

/// Reads tokens up to the next comma outside brackets.
pub(super) fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        TokenTree::parse(input)?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

/// Reads `key(path, ...)`.
pub(super) fn paths(
    paths: &mut Vec<Path>,
    key: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
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
        errors.push(&meta.path, format!("`{key}` requires a list of paths"), help);
    }
    Ok(())
}

pub(super) fn misplaced(
    key: &str,
    items: &str,
    help: &str,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Errors,
) -> syn::Result<()> {
    errors.push(&meta.path, format!("`{key}` only applies to {items}"), help);
    skip_value(meta)
}

pub(super) fn unknown(known: &[&str], meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let key = meta.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
    let help = match (closest(&key, known.iter().copied()), known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, _) => {
            let known: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
            format!("expected one of {}", known.join(", "))
        }
    };
    errors.push(&meta.path, format!("unknown key `{key}`"), help);
    skip_value(meta)
}
