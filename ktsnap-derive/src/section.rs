//! Finding the section that a struct reads, and in it the variables that its fields name.

use ktsnap_btf::{Layout, Section, Var, closest};
use proc_macro2::TokenStream;
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};

/// A variable that some field names, and the token that names it.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) token: TokenStream,
}

/// Looks for the variables of one struct.
pub(crate) struct Finder<'l, 'n> {
    pub(crate) layout: &'l Layout,
    pub(crate) object: &'n str,
    /// Whether the struct names its section.
    pub(crate) named: bool,
}

impl<'l> Finder<'l, '_> {
    /// The section that the struct asks for.
    pub(crate) fn named(&self, written: &LitStr, errors: &mut Errors) -> Option<&'l Section> {
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
    pub(crate) fn inferred(&self, wanted: &[Wanted], ident: &Ident, errors: &mut Errors) -> Option<&'l Section> {
        let names: Vec<_> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
        let holds = |section: &Section, name: &str| section.vars_named(name).next().is_some();
        let held = |section: &Section| names.iter().filter(|name| holds(section, name)).count();
        let most = self.layout.global_sections().map(held).max().unwrap_or_default();
        if most == 0 {
            for Wanted { name, token } in wanted {
                self.absent(name, token, None, errors);
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
    pub(crate) fn var(
        &self,
        name: &str,
        token: &TokenStream,
        section: &'l Section,
        errors: &mut Errors,
    ) -> Option<&'l Var> {
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
                    ".maps" => format!("a map is mirrored by a struct of its own: `#[snapshot(map = \"{name}\")]`"),
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
