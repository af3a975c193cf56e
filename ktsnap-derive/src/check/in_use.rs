//! Rows in use: `take` and `ring` name the variable that counts them.

use ktsnap_btf::{FieldType, Path, Section, Type, Var};

use super::{CheckedVar, Checker, listed};
use crate::error::{Errors, unspaced};
use crate::parse::{Field, InUse, StructTarget};
use crate::resolve::section::{VarFinder, WantedVar};

impl Checker<'_, '_> {
    /// Reports `take` and `ring` in a struct that does not read globals.
    pub(super) fn reject_counts(&self, target: &StructTarget<'_>, errors: &mut Errors) {
        if matches!(target, StructTarget::Section(_)) {
            return;
        }
        for InUse { key, .. } in self.fields.iter().filter_map(|field| field.attribute.take.in_use.as_ref()) {
            let key_name = unspaced(key);
            errors.push(key, format!("`{key_name}` requires a struct of globals"), format!("remove `{key_name}`"));
        }
    }

    /// The variable that counts the rows in use of a field, added to the variables that the struct reads.
    pub(super) fn count<'l>(
        &self,
        field: &Field<'_>,
        (finder, section): (&VarFinder<'l, '_>, &'l Section),
        vars: &mut Vec<&'l Var>,
        errors: &mut Errors,
    ) -> Option<CheckedVar> {
        let InUse { key, count, .. } = field.attribute.take.in_use.as_ref()?;
        let key_name = unspaced(key);
        if let Some((reduce, token)) = &field.attribute.reduce {
            errors.push(token, format!("`{reduce}` can't be used with `{key_name}`"), format!("remove `{reduce}`"));
            return None;
        }
        if let Ok(kind) = &field.kind
            && !matches!(kind, FieldType::Vec(_) | FieldType::Unknown)
        {
            let fact = format!("`{key_name}` shortens a `Vec`, but the field is `{kind}`");
            let help = match field.ty {
                syn::Type::Array(array) => format!("write `{}: Vec<{}>`", field.ident, unspaced(&array.elem)),
                _ => format!("remove `{key_name}`"),
            };
            errors.push(field.ty, fact, help);
            return None;
        }
        let exists = |name: &str| self.layout.find(name).next().is_some();
        let path = Path::parse_rooted(&count.value(), exists);
        let path = path.map_err(|error| errors.push(count, error.fact(self.object), error.help())).ok()?;
        let var = finder.var(&WantedVar::named(field, &path, count), section, errors)?;
        let resolved = ktsnap_btf::path::resolve_var(&path, section, var, self.layout);
        let target = resolved.map_err(|error| errors.push(count, error.fact(self.object), error.help())).ok()?;
        if !target.dims.is_empty() || !matches!(target.ty, Type::Int { size: ..=8, .. }) {
            let fact = format!("`{}` is `{}` in C, which can't count rows", path.text(), target.c_type);
            errors.push(count, fact, "name an integer");
            return None;
        }
        Some(CheckedVar { var: listed(vars, var), path: path.text().to_owned(), target })
    }
}
