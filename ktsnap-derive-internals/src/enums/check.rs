//! Comparing the variants with the enumerators.

use ktsnap_btf::{Enum, closest};
use syn::Ident;

use super::names::{capitalized, screaming_snake};
use super::variants::{CatchAll, MirroredVariant};
use crate::error::{Errors, listed};

/// Compares variants and enumerators by name and value.
pub(super) fn check(
    of: &Enum,
    tag: &str,
    variants: &[MirroredVariant<'_>],
    other: Option<&CatchAll<'_>>,
    ident: &Ident,
    object: &str,
    errors: &mut Errors,
) {
    // A variant with an error may be the missing one, so missing variants are only reported without other errors.
    let mut doubtful = errors.count() > 0;
    for variant in variants {
        let Some(found) = of.enumerator(&variant.name) else {
            doubtful = true;
            let names = || of.enumerators.iter().map(|one| one.name.as_str());
            let ends_so = |name: &&str| name.ends_with(&format!("_{}", variant.name));
            let help = match (names().find(ends_so), closest(&variant.name, names())) {
                (Some(near), _) => format!("add `#[snapshot(rename = \"{near}\")]`"),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("its enumerators are {}", listed(names())),
            };
            errors.push(&variant.token, format!("`{tag}` of {object} has no enumerator `{}`", variant.name), help);
            continue;
        };
        match variant.value.known() {
            Some(value) if value != found.value => {
                doubtful = true;
                errors.push(
                    variant.ident,
                    format!("`{}` is {} in {object}, but `{}` is {value}", variant.name, found.value, variant.ident),
                    format!("write `{} = {}`", variant.ident, found.value),
                );
            }
            Some(_) => {}
            // Constant evaluation compares it if a struct uses the enum.
            None => doubtful = true,
        }
    }
    if other.is_some() || doubtful {
        return;
    }
    let lacking: Vec<_> = of
        .enumerators
        .iter()
        .filter(|one| variants.iter().all(|variant| variant.value.known() != Some(one.value)))
        .map(|one| one.name.as_str())
        .collect();
    if !lacking.is_empty() {
        let add = match lacking.as_slice() {
            [only] if screaming_snake(&capitalized(only)) == **only => format!("`{}`", capitalized(only)),
            [only] => format!("a variant with `#[snapshot(rename = \"{only}\")]`"),
            _ => "them".to_owned(),
        };
        errors.push(
            ident,
            format!("`{ident}` has no variant for {} of `{tag}` in {object}", listed(lacking.iter().copied())),
            format!("add {add}, or a variant with `#[snapshot(non_exhaustive)]` for all other values"),
        );
    }
}
