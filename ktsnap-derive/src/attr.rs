//! `#[snapshot(...)]` on the struct and on its fields.

use ktsnap_btf::closest;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
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
}

const CONTAINER_KEYS: [&str; 5] = ["object", "section", "picker", "ratio", "crate"];
const FIELD_KEYS: [&str; 1] = ["rename"];

impl Container {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self::default();
        each_key(attributes, errors, |key, meta, errors| {
            match key {
                "object" => {
                    let value = string(meta, key, "bpf/scheduler.bpf.o", errors)?;
                    set(&mut container.object, value, key, meta, errors);
                }
                "section" => {
                    let value = string(meta, key, ".bss", errors)?;
                    set(&mut container.section, value, key, meta, errors);
                }
                "picker" => {
                    let value = path(meta, key, "ktsnap::pickers::max_by_sum_u64", errors)?;
                    set(&mut container.picker, value, key, meta, errors);
                }
                "crate" => {
                    let value = path(meta, key, "ktsnap", errors)?;
                    set(&mut container.krate, value, key, meta, errors);
                }
                "ratio" => ratios(meta, &mut container.ratios, errors)?,
                _ if FIELD_KEYS.contains(&key) => {
                    errors.push(&meta.path, format!("`{key}` is a key of a field"), "move it to the field");
                    skip_value(meta)?;
                }
                _ => unknown(key, &CONTAINER_KEYS, meta, errors)?,
            }
            Ok(())
        });
        container
    }
}

impl Field {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut field = Self::default();
        each_key(attributes, errors, |key, meta, errors| {
            match key {
                "rename" => {
                    let value = string(meta, key, "name_in_c", errors)?;
                    set(&mut field.rename, value, key, meta, errors);
                }
                _ if CONTAINER_KEYS.contains(&key) => {
                    errors.push(&meta.path, format!("`{key}` is a key of the struct"), "move it above the struct");
                    skip_value(meta)?;
                }
                _ => unknown(key, &FIELD_KEYS, meta, errors)?,
            }
            Ok(())
        });
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
            errors.syntax(error);
        }
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>, key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) {
    if slot.is_some() {
        errors.push(&meta.path, format!("`{key}` is given twice"), "remove one of the two");
    } else {
        *slot = value;
    }
}

fn string(meta: &ParseNestedMeta<'_>, key: &str, like: &str, errors: &mut Errors) -> syn::Result<Option<LitStr>> {
    let wanted = format!("write `{key} = \"{like}\"`");
    let Some(value) = value(meta, key, &wanted, errors)? else {
        return Ok(None);
    };
    if let Expr::Lit(ExprLit { lit: Lit::Str(string), .. }) = value {
        return Ok(Some(string));
    }
    errors.push(value, format!("`{key}` takes a string"), wanted);
    Ok(None)
}

fn path(meta: &ParseNestedMeta<'_>, key: &str, like: &str, errors: &mut Errors) -> syn::Result<Option<Path>> {
    let wanted = format!("write `{key} = {like}`");
    let Some(value) = value(meta, key, &wanted, errors)? else {
        return Ok(None);
    };
    if let Expr::Path(path) = value {
        return Ok(Some(path.path));
    }
    errors.push(value, format!("`{key}` takes a path"), wanted);
    Ok(None)
}

fn value(meta: &ParseNestedMeta<'_>, key: &str, wanted: &str, errors: &mut Errors) -> syn::Result<Option<Expr>> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    skip_value(meta)?;
    errors.push(&meta.path, format!("`{key}` has no value"), wanted);
    Ok(None)
}

fn ratios(meta: &ParseNestedMeta<'_>, ratios: &mut Vec<Ratio>, errors: &mut Errors) -> syn::Result<()> {
    if !meta.input.peek(syn::token::Paren) {
        skip_value(meta)?;
        errors.push(
            &meta.path,
            "`ratio` has no name and expression",
            "write `ratio(hit_rate = hits / (hits + misses))`",
        );
        return Ok(());
    }
    let inside;
    parenthesized!(inside in meta.input);
    let one = |input: ParseStream<'_>| {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Ratio { name, expr: input.parse()? })
    };
    ratios.extend(inside.parse_terminated(one, Token![,])?);
    Ok(())
}

fn unknown(key: &str, known: &[&str], meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let help = match closest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", listed(known.iter().copied())),
    };
    errors.push(&meta.path, format!("unknown key `{}`", path_text(&meta.path)), help);
    skip_value(meta)
}

fn path_text(path: &Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

/// Steps over the value of a key that is not understood, so that the keys behind it are still read.
fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let inside;
        parenthesized!(inside in meta.input);
        inside.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}
