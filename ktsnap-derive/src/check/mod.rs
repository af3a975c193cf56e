//! Comparing the struct with the object's layout.

mod entries;
mod field_type;
mod path;
mod rules;
pub(crate) mod without_object;

pub(crate) use field_type::rust_type;

use ktsnap_btf::{Conversion, FieldType, Layout, Map, Path, Section, Target, Type, Var};
use syn::{Ident, LitStr};

use crate::error::Errors;
use crate::parse::{Field, StructTarget};
use crate::resolve::section::{VarFinder, WantedVar};
use crate::resolve::{self, map};
use field_type::check_type;

/// What a struct mirrors as a whole, found in the object.
pub(crate) enum ResolvedTarget<'l> {
    Section(&'l Section),
    Entries(&'l Map),
    Value(&'l Map, &'l Type),
    Nested(&'l Type),
}

/// A struct that holds against its object.
pub(crate) struct CheckedStruct<'l> {
    pub(crate) target: ResolvedTarget<'l>,
    /// For a section: its variables that some field names, each once.
    pub(crate) vars: Vec<&'l Var>,
    /// What each field mirrors; `None` for one that is skipped.
    pub(crate) fields: Vec<Option<CheckedField>>,
}

/// What one field mirrors.
pub(crate) struct CheckedField {
    /// The index of its variable.
    pub(crate) var: usize,
    /// As C names it.
    pub(crate) path: String,
    pub(crate) target: Target,
    /// How several values of one read become the field's. The total of a per-CPU struct is another matter.
    pub(crate) how: Conversion,
}

/// The struct's fields, and the object that they are held against.
pub(crate) struct Checker<'a, 'l> {
    pub(crate) ident: &'a Ident,
    pub(crate) fields: &'a [Field<'a>],
    pub(crate) layout: &'l Layout,
    pub(crate) object: &'a str,
    /// Whether Rust enums name what BTF does not.
    pub(crate) enums: bool,
    /// Whether every reduction leaves out what was not captured.
    pub(crate) allow_unmapped: Option<&'a syn::Path>,
}

impl<'l> Checker<'_, 'l> {
    /// Checks all fields, adding what is wrong. `None` when anything is.
    pub(crate) fn check(&self, target: &StructTarget<'_>, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let before = errors.count();
        let checked = match *target {
            StructTarget::Section(written) => self.section(written, errors),
            StructTarget::Entries { map, key } => self.entries(map, key, errors),
            StructTarget::Value { map, value } => self.value(map, value, errors),
            StructTarget::Nested(tag) => self.nested(tag, errors),
        };
        checked.filter(|_| errors.count() == before)
    }

    fn section(&self, written: Option<&LitStr>, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let paths: Vec<Option<Path>> = self.fields.iter().map(|field| self.rooted(field, errors)).collect();
        self.keyless("a map's entries", errors);
        self.slotless(errors);
        self.some_required(errors);
        let wanted: Vec<WantedVar> = self
            .fields
            .iter()
            .zip(&paths)
            .filter_map(|(field, path)| Some(WantedVar::of(field, path.as_ref()?)))
            .collect();
        let finder = VarFinder { layout: self.layout, object: self.object, named: written.is_some() };
        let section = match written {
            Some(written) => finder.named(written, errors)?,
            None => finder.inferred(&wanted, self.ident, errors)?,
        };
        let mut vars: Vec<&Var> = Vec::new();
        let mut fields = Vec::new();
        for (field, path) in self.fields.iter().zip(paths) {
            let found = path.and_then(|path| {
                let var = finder.var(&WantedVar::of(field, &path), section, errors)?;
                Some((self.var_target(field, &path, section, var, errors)?, path, var))
            });
            fields.push(found.map(|(target, path, var)| {
                let known = vars.iter().position(|known| std::ptr::eq(*known, var));
                let var = known.unwrap_or_else(|| {
                    vars.push(var);
                    vars.len() - 1
                });
                let how = check_type(field, &target, path.text(), field.how(), errors);
                CheckedField { var, path: path.text().to_owned(), target, how }
            }));
        }
        Some(CheckedStruct { target: ResolvedTarget::Section(section), vars, fields })
    }

    fn value(&self, map: &LitStr, value: &LitStr, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let map = map::map(self.layout, map, self.object, errors)?;
        let ty = map::value(self.layout, map, value, self.object, errors)?;
        self.keyless("a struct with `key`", errors);
        self.reduces_cpus(map, errors);
        if map.kind.is_per_cpu() {
            self.total(errors);
        }
        let fields = self.members(ty, map.kind.is_per_cpu(), errors);
        Some(CheckedStruct { target: ResolvedTarget::Value(map, ty), vars: Vec::new(), fields })
    }

    fn nested(&self, tag: &LitStr, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let ty = resolve::named(self.layout, ("type", tag), "struct", self.object, errors)?;
        self.keyless("a map's entries", errors);
        self.slotless(errors);
        let fields = self.members(ty, false, errors);
        Some(CheckedStruct { target: ResolvedTarget::Nested(ty), vars: Vec::new(), fields })
    }

    /// The members of a struct that the fields mirror.
    fn members(&self, ty: &Type, per_cpu: bool, errors: &mut Errors) -> Vec<Option<CheckedField>> {
        let c_type = ty.tag().unwrap_or_default();
        let mut member = |field: &Field<'_>| {
            let path = self.stepped(field, ty, &c_type, errors)?;
            if matches!(field.kind, Ok(FieldType::Option(_))) {
                let help = "write the type alone";
                errors.push(field.ty, format!("`{c_type}` always has its members, so `Option` says nothing"), help);
                return None;
            }
            let target = self.target(field, &path, ty, &c_type, errors)?;
            // In a struct a CPU, a reduction makes the total. Where the field is one integer and there is an array of
            // them in each, it joins these too.
            let many = !target.dims.is_empty() || matches!(target.ty, Type::Array { .. });
            let each = field.kind.as_ref().is_ok_and(is_array_of_integers);
            let reduce = field.reduce().filter(|_| !per_cpu || many && !each);
            let how = check_type(field, &target, path.text(), Conversion { reduce, ..field.how() }, errors);
            Some(CheckedField { var: 0, path: path.text().to_owned(), target, how })
        };
        self.fields.iter().map(&mut member).collect()
    }
}

fn is_array_of_integers(kind: &FieldType) -> bool {
    match kind {
        FieldType::Array { element, .. } => matches!(**element, FieldType::Int { .. }) || is_array_of_integers(element),
        _ => false,
    }
}
