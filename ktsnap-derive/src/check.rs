//! Holding the struct against the object's layout: every field must be a global of one section, of its type.

use ktsnap_btf::check::{Comparison, compare, no_mirror};
use ktsnap_btf::{Layout, Section, Var, closest};
use proc_macro2::TokenStream;
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};
use crate::model::Field;

/// A struct that holds against its object.
pub(crate) struct Checked<'l> {
    pub(crate) section: &'l Section,
    /// The variable of each field.
    pub(crate) vars: Vec<&'l Var>,
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
    let checker = Checker { layout, object, named: section.is_some() };
    let section = match section {
        Some(written) => checker.named(written, errors)?,
        None => checker.inferred(fields, ident, errors)?,
    };
    let mut vars = Vec::new();
    for field in fields {
        let Some(name) = &field.name else { continue };
        if let Some(var) = checker.var(name, &field.name_token(), section, errors)
            && fits(field, var, errors)
        {
            vars.push(var);
        }
    }
    (vars.len() == fields.len()).then_some(Checked { section, vars })
}

struct Checker<'l, 'n> {
    layout: &'l Layout,
    object: &'n str,
    /// Whether the struct names its section.
    named: bool,
}

impl<'l> Checker<'l, '_> {
    /// The section that the struct asks for.
    fn named(&self, written: &LitStr, errors: &mut Errors) -> Option<&'l Section> {
        let name = written.value();
        let object = self.object;
        let sections = || self.layout.global_sections().map(|section| section.name.as_str());
        match self.layout.section(&name) {
            Some(section) if section.holds_globals() => return Some(section),
            Some(_) => errors.push(
                written,
                format!("in {object}, `{name}` holds no globals"),
                format!("its sections of globals are {}", listed(sections())),
            ),
            None => errors.push(
                written,
                format!("no section `{name}` in {object}"),
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
        let names: Vec<_> = fields.iter().filter_map(|field| field.name.as_deref()).collect();
        let holds = |section: &Section, name: &str| section.vars_named(name).next().is_some();
        let held = |section: &Section| names.iter().filter(|name| holds(section, name)).count();
        let most = self.layout.global_sections().map(held).max().unwrap_or_default();
        if most == 0 {
            for field in fields {
                if let Some(name) = &field.name {
                    self.absent(name, &field.name_token(), None, errors);
                }
            }
            return None;
        }
        let mut candidates: Vec<_> = self.layout.global_sections().filter(|section| held(section) == most).collect();
        // Of as many fields here as there, the first decides what the struct was meant for.
        let first_in = |section: &&Section| names.iter().position(|name| holds(section, name));
        candidates.sort_by_key(first_in);
        if let [one, other, ..] = candidates.as_slice()
            && first_in(one) == first_in(other)
        {
            let names = candidates.iter().map(|section| section.name.as_str());
            errors.push(
                ident,
                format!("in {}, the fields of `{ident}` stand in each of {}", self.object, listed(names)),
                format!("say which is meant: `#[snapshot(section = \"{}\")]`", one.name),
            );
            return None;
        }
        candidates.into_iter().next()
    }

    /// The variable of that name in the section of the struct.
    fn var(&self, name: &str, token: &TokenStream, section: &'l Section, errors: &mut Errors) -> Option<&'l Var> {
        let mut found = section.vars_named(name);
        let Some(var) = found.next() else {
            self.absent(name, token, Some(section), errors);
            return None;
        };
        let times = match found.count() {
            0 => return Some(var),
            1 => "twice".to_owned(),
            more => format!("{} times", more + 1),
        };
        errors.push(
            token,
            format!("in {}, `{name}` stands {times} in `{}`", self.object, section.name),
            "statics of one name can't be told apart in a report: rename one of them in C",
        );
        None
    }

    /// Says where the name is instead, or which was probably meant.
    fn absent(&self, name: &str, token: &TokenStream, section: Option<&Section>, errors: &mut Errors) {
        let object = self.object;
        let (fact, help) = match (self.layout.find(name).next(), section) {
            (Some((elsewhere, _)), Some(section)) if elsewhere.holds_globals() && self.named => (
                format!("in {object}, `{name}` is in `{}`, and the struct reads `{}`", elsewhere.name, section.name),
                format!("write `section = \"{}\"`, or move the field to a struct of its own", elsewhere.name),
            ),
            (Some((elsewhere, _)), Some(section)) if elsewhere.holds_globals() => (
                format!("in {object}, `{name}` is in `{}`, and other fields are in `{}`", elsewhere.name, section.name),
                "a struct reads one section: move the field to a struct of its own".to_owned(),
            ),
            (Some((elsewhere, _)), _) => (
                format!("in {object}, `{name}` is in `{}`, which holds no globals", elsewhere.name),
                match elsewhere.name.as_str() {
                    ".maps" => "a map can't be mirrored yet: read it with `Snapshot::map`".to_owned(),
                    _ => "leave the field out".to_owned(),
                },
            ),
            (None, _) => (format!("no global `{name}` in {object}"), self.suggestion(name, section)),
        };
        errors.push(token, fact, help);
    }

    /// The variable that was probably meant, of the struct's own section first; else some that there are.
    fn suggestion(&self, name: &str, section: Option<&Section>) -> String {
        let sections = || section.into_iter().chain(self.layout.global_sections());
        for section in sections() {
            let near = closest(name, section.vars.iter().map(|var| var.name.as_str()));
            if let Some(var) = near.and_then(|near| section.vars_named(near).next()) {
                let ty = var.ty.to_rust().unwrap_or_else(|| var.c_type.clone());
                return if syn::parse_str::<Ident>(&var.name).is_ok() {
                    format!("`{}` has `{}: {ty}`", section.name, var.name)
                } else {
                    // A static of a function, or a keyword.
                    format!(
                        "`{0}` has `{1}`: write `#[snapshot(rename = \"{1}\")]` above the field",
                        section.name, var.name
                    )
                };
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

/// Holds the field's type against the variable's.
fn fits(field: &Field<'_>, var: &Var, errors: &mut Errors) -> bool {
    let mismatch = match &field.kind {
        Ok(kind) => match compare(kind, &var.ty) {
            Comparison::Differs(mismatch) => mismatch.to_string(),
            // What is not known here is left to constant evaluation.
            Comparison::Fits | Comparison::Unknown => return true,
        },
        Err(reason) => match no_mirror(&var.ty) {
            Some(mismatch) => mismatch.to_string(),
            None => format!("and the field's type {reason}"),
        },
    };
    let help = match var.ty.to_rust() {
        Some(ty) => format!("write `{}: {ty}`", field.ident),
        None => format!("leave the field out, and read it with `Snapshot::var(\"{}\")`", var.name),
    };
    errors.push(field.ty, format!("`{}` is `{}` in C, {mismatch}", var.name, var.c_type), help);
    false
}
