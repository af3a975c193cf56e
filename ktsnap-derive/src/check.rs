//! Holding the struct against the object's layout: every field must be a global of one section, of its type.

use ktsnap_btf::check::{Comparison, compare};
use ktsnap_btf::{Layout, Section, Var, closest};
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};
use crate::model::Field;

/// A struct that holds against its object.
pub(crate) struct Checked<'l> {
    pub(crate) section: &'l Section,
    /// The variable of each field, and whether its type is known to fit.
    pub(crate) vars: Vec<(&'l Var, Comparison)>,
}

/// Checks all fields, adding what is wrong. `None` when anything is.
pub(crate) fn check<'l>(
    fields: &[Field<'_>],
    section: Option<&LitStr>,
    layout: &'l Layout,
    object: &str,
    ident: &Ident,
    errors: &mut Errors,
) -> Option<Checked<'l>> {
    let checker = Checker { layout, object };
    let section = match section {
        Some(written) => checker.named(written, errors)?,
        None => checker.inferred(fields, ident, errors)?,
    };
    let vars: Vec<_> = fields
        .iter()
        .filter_map(|field| {
            let var = checker.var(field, section, errors)?;
            Some((var, type_of(field, var, errors)?))
        })
        .collect();
    (vars.len() == fields.len()).then_some(Checked { section, vars })
}

struct Checker<'l, 'n> {
    layout: &'l Layout,
    object: &'n str,
}

impl<'l> Checker<'l, '_> {
    /// The section that the struct asks for.
    fn named(&self, written: &LitStr, errors: &mut Errors) -> Option<&'l Section> {
        let name = written.value();
        let sections = || self.layout.global_sections().map(|section| section.name.as_str());
        match self.layout.section(&name) {
            Some(section) if section.holds_globals() => return Some(section),
            Some(_) => errors.push(
                written,
                format!("`{name}` of {} holds no globals", self.object),
                format!("its sections of globals are {}", listed(sections())),
            ),
            None => errors.push(
                written,
                format!("no section `{name}` in {}", self.object),
                match closest(&name, sections()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its sections of globals are {}", listed(sections())),
                },
            ),
        }
        None
    }

    /// The one section that holds most of the fields. Those that it lacks are told so one by one.
    fn inferred(&self, fields: &[Field<'_>], ident: &Ident, errors: &mut Errors) -> Option<&'l Section> {
        let held =
            |section: &Section| fields.iter().filter(|field| section.vars_named(&field.name).next().is_some()).count();
        let most = self.layout.global_sections().map(held).max().unwrap_or_default();
        if most == 0 {
            for field in fields {
                self.absent(field, None, errors);
            }
            return None;
        }
        let mut candidates: Vec<_> = self.layout.global_sections().filter(|section| held(section) == most).collect();
        // Of as many fields here as there, the first decides what the struct was meant for.
        let first_in =
            |section: &&Section| fields.iter().position(|field| section.vars_named(&field.name).next().is_some());
        candidates.sort_by_key(first_in);
        if let [one, other, ..] = candidates.as_slice()
            && first_in(one) == first_in(other)
        {
            let names = candidates.iter().map(|section| section.name.as_str());
            errors.push(
                ident,
                format!("the fields of `{ident}` are in {} of {} alike", listed(names), self.object),
                format!("say which is meant: `#[snapshot(section = \"{}\")]`", one.name),
            );
            return None;
        }
        candidates.into_iter().next()
    }

    /// The field's variable in the section of the struct.
    fn var(&self, field: &Field<'_>, section: &'l Section, errors: &mut Errors) -> Option<&'l Var> {
        let mut found = section.vars_named(&field.name);
        let Some(var) = found.next() else {
            self.absent(field, Some(section), errors);
            return None;
        };
        let others = found.count();
        if others > 0 {
            errors.push(
                field.name_token(),
                format!("`{}` stands {} times in `{}` of {}", field.name, others + 1, section.name, self.object),
                "statics of one name can't be told apart in a report: rename one of them in C",
            );
            return None;
        }
        Some(var)
    }

    /// Says where the name is instead, or which was probably meant.
    fn absent(&self, field: &Field<'_>, section: Option<&Section>, errors: &mut Errors) {
        let name = &field.name;
        let object = self.object;
        match (self.layout.find(name).next(), section) {
            (Some((elsewhere, _)), Some(section)) if elsewhere.holds_globals() => errors.push(
                field.name_token(),
                format!(
                    "`{name}` is in `{}` of {object}, the struct's other fields in `{}`",
                    elsewhere.name, section.name
                ),
                "a struct reads one section: move the field to a struct of its own",
            ),
            (Some((elsewhere, _)), _) => errors.push(
                field.name_token(),
                format!("`{name}` is in `{}` of {object}, which holds no globals", elsewhere.name),
                match elsewhere.name.as_str() {
                    ".maps" => "a map can't be mirrored yet: read it with `Snapshot::map`",
                    _ => "leave the field out",
                },
            ),
            (None, _) => errors.push(
                field.name_token(),
                format!("no global `{name}` in {object}"),
                self.suggestion(name, section),
            ),
        }
    }

    /// The variable that was probably meant, of the struct's own section first; else some that there are.
    fn suggestion(&self, name: &str, section: Option<&Section>) -> String {
        let sections = || section.into_iter().chain(self.layout.global_sections());
        for section in sections() {
            if let Some(near) = closest(name, section.vars.iter().map(|var| var.name.as_str()))
                && let Some(var) = section.vars_named(near).next()
            {
                let ty = var.ty.to_rust().unwrap_or_else(|| var.c_type.clone());
                return format!("`{}` has `{near}: {ty}`", section.name);
            }
        }
        match sections().next() {
            Some(section) => {
                // Statics of functions are rarely meant, and there can be hundreds.
                let names = section.vars.iter().map(|var| var.name.as_str()).filter(|name| !name.contains('.'));
                format!("`{}` has {}", section.name, listed(names))
            }
            None => "the object has no globals".to_owned(),
        }
    }
}

/// Compares the field's type with the variable's.
fn type_of(field: &Field<'_>, var: &Var, errors: &mut Errors) -> Option<Comparison> {
    let remedy = match var.ty.to_rust() {
        Some(ty) => format!("write `{}: {ty}`", field.ident),
        None => format!("leave the field out, and read it with `Snapshot::var(\"{}\")`", var.name),
    };
    let c = format!("`{}` is `{}` in C", var.name, var.c_type);
    match &field.kind {
        Err(reason) => {
            errors.push(field.ty, format!("{c}, and the field's type {reason}"), remedy);
            None
        }
        Ok(kind) => match compare(kind, &var.ty) {
            Comparison::Differs(mismatch) => {
                errors.push(field.ty, format!("{c}, {mismatch}"), remedy);
                None
            }
            fits => Some(fits),
        },
    }
}
