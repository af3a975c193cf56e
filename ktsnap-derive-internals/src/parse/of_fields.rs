//! A field that is the total of other fields: `sum(waits, sleeps)`.

use ktsnap_btf::Reduce;
use syn::meta::ParseNestedMeta;
use syn::{Ident, Path, Token, parenthesized};

use super::keys::until_comma;
use crate::error::{Errors, unspaced};

/// `sum(...)`, `max(...)` or `min(...)`.
pub struct OfFields {
    pub how: Reduce,
    pub key: Path,
    /// The fields of the same struct, at least two.
    pub fields: Vec<Ident>,
}

/// Reads the fields in parentheses. `None` if there is an error.
pub(super) fn read(how: Reduce, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<Option<OfFields>> {
    let inside;
    parenthesized!(inside in meta.input);
    let before = errors.count();
    let mut fields: Vec<Ident> = Vec::new();
    while !inside.is_empty() {
        let tokens = until_comma(&inside)?;
        match syn::parse2::<Ident>(tokens.clone()) {
            Ok(field) if fields.contains(&field) => {
                errors.push(&field, format!("`{field}` is listed twice"), "remove one of them");
            }
            Ok(field) => fields.push(field),
            Err(_) => {
                let help = format!("write `{how}(...)` with fields of this struct");
                errors.push(tokens, format!("`{how}(...)` takes the names of fields"), help);
            }
        }
        inside.parse::<Option<Token![,]>>()?;
    }
    let more = until_comma(meta.input)?;
    if !more.is_empty() {
        let help = format!("remove `{}`", unspaced(&more));
        errors.push(more, format!("`{how}(...)` ends at its parentheses"), help);
    } else if fields.len() < 2 && errors.count() == before {
        let help = format!("add the names of fields, or write `{how}` to reduce the values of one variable");
        errors.push(&meta.path, format!("`{how}(...)` requires at least two fields"), help);
    }
    let key = meta.path.clone();
    Ok((errors.count() == before).then_some(OfFields { how, key, fields }))
}
