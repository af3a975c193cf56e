//! Rows in use: `take` and `ring` name the variable that counts them.

use ktsnap_btf::{FieldType, Path, Section, Target, Type, Var};
use syn::LitStr;

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
        if let (Some((reduce, token)), false) = (&field.attribute.reduce, field.has_slots()) {
            errors.push(token, format!("`{reduce}` can't be used with `{key_name}`"), format!("remove `{reduce}`"));
            return None;
        }
        if let Ok(kind) = &field.kind
            && !field.has_slots()
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
        let (target, path, var) = self.named_var(field, count, (finder, section), errors)?;
        if !target.dims.is_empty() || !matches!(target.ty, Type::Int { size: ..=8, .. }) {
            let fact = format!("`{path}` is `{}` in C, which can't count rows", target.c_type);
            errors.push(count, fact, "name an integer");
            return None;
        }
        Some(CheckedVar { var: listed(vars, var), path, target })
    }

    /// A variable that an attribute of a field names, with the path to it.
    pub(super) fn named_var<'l>(
        &self,
        field: &Field<'_>,
        written: &LitStr,
        (finder, section): (&VarFinder<'l, '_>, &'l Section),
        errors: &mut Errors,
    ) -> Option<(Target, String, &'l Var)> {
        let exists = |name: &str| self.layout.find(name).next().is_some();
        let path = Path::parse_rooted(&written.value(), exists);
        let path = path.map_err(|error| errors.push(written, error.fact(self.object), error.help())).ok()?;
        let var = finder.var(&WantedVar::named(field, &path, written), section, errors)?;
        let resolved = ktsnap_btf::path::resolve_var(&path, section, var, self.layout);
        let target = resolved.map_err(|error| errors.push(written, error.fact(self.object), error.help())).ok()?;
        if let Some(index) = &target.index_var {
            let fact = format!("the index `{index}` is read with the value, and only `path` can have such an index");
            errors.push(written, fact, "write a number as the index");
            return None;
        }
        Some((target, path.text().to_owned(), var))
    }
}
