//! The section that a struct reads, and its variables that the fields name.

use ktsnap_btf::{Layout, Path, Section, Target, Var, closest};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, LitStr};

use super::suggest;
use crate::check::rust_type;
use crate::error::{Errors, listed};
use crate::parse::Field;

/// A variable that a field names, with the token of the name.
pub(crate) struct WantedVar<'f> {
    name: String,
    token: TokenStream,
    field: &'f Field<'f>,
    /// Whether the field mirrors it, and not only names it.
    is_mirrored: bool,
}

impl<'f> WantedVar<'f> {
    pub(crate) fn of(field: &'f Field<'f>, path: &Path) -> Self {
        Self { name: path.root().to_owned(), token: field.name_token(), field, is_mirrored: true }
    }

    /// A variable that is an index in the path of the field.
    pub(crate) fn index(field: &'f Field<'f>, name: &str) -> Self {
        Self { name: name.to_owned(), token: field.name_token(), field, is_mirrored: false }
    }

    /// A variable that an attribute of the field names.
    pub(crate) fn named(field: &'f Field<'f>, path: &Path, written: &LitStr) -> Self {
        Self { name: path.root().to_owned(), token: written.to_token_stream(), field, is_mirrored: false }
    }
}

/// Finds the variables of one struct.
pub(crate) struct VarFinder<'l, 'n> {
    pub(crate) layout: &'l Layout,
    pub(crate) object: &'n str,
    /// Whether the struct names its section.
    pub(crate) named: bool,
}

impl<'l> VarFinder<'l, '_> {
    /// The section that the struct names.
    pub(crate) fn named(&self, written: &LitStr, errors: &mut Errors) -> Option<&'l Section> {
        let name = written.value();
        let object = self.object;
        let sections = || self.layout.global_sections().map(|section| section.name.as_str());
        match self.layout.section(&name) {
            Some(section) if section.holds_globals() => return Some(section),
            Some(_) => errors.push(
                written,
                format!("`{name}` of {object} does not have globals"),
                format!("the sections with globals are {}", listed(sections())),
            ),
            None => errors.push(
                written,
                format!("no section `{name}` in {object}"),
                match closest(&name, sections()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the sections with globals are {}", listed(sections())),
                },
            ),
        }
        None
    }

    /// The section that has the most fields. Fields that it lacks are reported later, each at its own token.
    pub(crate) fn inferred(&self, wanted: &[WantedVar<'_>], ident: &Ident, errors: &mut Errors) -> Option<&'l Section> {
        let names: Vec<_> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
        let holds = |section: &Section, name: &str| {
            section.vars_named(name).next().is_some() || section.faulty_named(name).next().is_some()
        };
        let held = |section: &Section| names.iter().filter(|name| holds(section, name)).count();
        let most = self.layout.global_sections().map(held).max().unwrap_or_default();
        if most == 0 {
            for wanted in wanted {
                self.absent(wanted, None, errors);
            }
            return None;
        }
        let mut candidates: Vec<_> = self.layout.global_sections().filter(|section| held(section) == most).collect();
        // If two sections have equally many fields, the section of the first field counts.
        let first_in = |section: &&Section| names.iter().position(|name| holds(section, name));
        candidates.sort_by_key(first_in);
        if let [one, other, ..] = candidates.as_slice()
            && first_in(one) == first_in(other)
        {
            let names = candidates.iter().map(|section| section.name.as_str());
            errors.push(
                ident,
                format!("several sections of {} have the fields of `{ident}`: {}", self.object, listed(names)),
                format!("choose one: `#[snapshot(section = \"{}\")]`", one.name),
            );
            return None;
        }
        candidates.into_iter().next()
    }

    /// The variable of a field, in the section of the struct.
    pub(crate) fn var(&self, wanted: &WantedVar<'_>, section: &'l Section, errors: &mut Errors) -> Option<&'l Var> {
        let WantedVar { name, token, .. } = wanted;
        let mut found = section.vars_named(name);
        let Some(var) = found.next() else {
            self.absent(wanted, Some(section), errors);
            return None;
        };
        let faulty = section.faulty_named(name).filter(|faulty| faulty.var.name == *name);
        let count = match found.count() + faulty.count() {
            0 => return Some(var),
            1 => "two variables".to_owned(),
            more => format!("{} variables", more + 1),
        };
        errors.push(
            token,
            format!("`{}` of {} has {count} called `{name}`", section.name, self.object),
            "rename one of them in C: a report does not distinguish them",
        );
        None
    }

    /// Reports a variable that the section does not have: where the name is instead, or which name is similar.
    fn absent(&self, wanted: &WantedVar<'_>, section: Option<&Section>, errors: &mut Errors) {
        let WantedVar { name, token, field, is_mirrored } = wanted;
        let object = self.object;
        let elsewhere = || {
            let named = field.attribute.path.is_none() && *is_mirrored;
            named.then(|| suggest::help(field, name, self.layout, section)).flatten()
        };
        let found = self.layout.find(name).next();
        let here = section.and_then(|section| section.faulty_named(name).next());
        if let Some(faulty) = here.or_else(|| self.layout.faulty(name).next().filter(|_| found.is_none())) {
            errors.push(token, format!("in {object}, {}", faulty.fact()), faulty.help());
            return;
        }
        let (fact, help) = match (found, section) {
            (Some((held, _)), Some(section)) if held.holds_globals() && self.named => (
                format!("`{name}` is in `{}`, but the struct reads `{}`", held.name, section.name),
                format!("write `section = \"{}\"`, or move the field to a separate struct", held.name),
            ),
            (Some((held, _)), Some(section)) if held.holds_globals() => (
                format!("`{name}` is in `{}`, but other fields are in `{}`", held.name, section.name),
                "move the field to a separate struct".to_owned(),
            ),
            (Some((held, _)), _) => match self.layout.map(name) {
                Some(map) if held.name == ".maps" => {
                    (format!("`{name}` is a map, not a global"), suggest::map_help(map, self.layout))
                }
                _ => (
                    format!("`{name}` is in `{}`, which does not have globals", held.name),
                    "remove the field".to_owned(),
                ),
            },
            (None, _) => (
                format!("no global `{name}` in {object}"),
                elsewhere().unwrap_or_else(|| self.suggestion(wanted, section)),
            ),
        };
        errors.push(token, fact, help);
    }

    /// The variable with the most similar name, in the section of the struct first; otherwise a list of variables.
    fn suggestion(&self, wanted: &WantedVar<'_>, section: Option<&Section>) -> String {
        let WantedVar { name, field, is_mirrored, .. } = wanted;
        let sections = || section.into_iter().chain(self.layout.global_sections());
        for holder in sections() {
            let near = closest(name, holder.vars.iter().map(|var| var.name.as_str()));
            let Some(var) = near.and_then(|near| holder.vars_named(near).next()) else { continue };
            let attribute = &field.attribute;
            let has = match syn::parse_str::<Ident>(&var.name) {
                // The name to correct is in a string, and the field's type may be right.
                Ok(_) if attribute.rename.is_some() || attribute.path.is_some() || !is_mirrored => {
                    format!("`{}` has `{}`", holder.name, var.name)
                }
                Ok(_) => {
                    let ty = rust_type(field, &Target::whole(var.ty.clone(), &var.c_type), &field.how());
                    let ty = ty.unwrap_or_else(|| var.c_type.to_string());
                    format!("`{}` has `{}: {ty}`", holder.name, var.name)
                }
                // A static of a function, or a keyword.
                Err(_) => format!("`{0}` has `{1}`: add `#[snapshot(rename = \"{1}\")]`", holder.name, var.name),
            };
            let apart = section.is_some_and(|section| section.name != holder.name);
            return if apart { format!("{has}: move the field to a separate struct") } else { has };
        }
        match sections().next() {
            Some(section) => {
                // An object can have hundreds of function-local statics, and few fields mirror one.
                let names = section.vars.iter().map(|var| var.name.as_str()).filter(|name| !name.contains('.'));
                format!("`{}` has {}", section.name, listed(names))
            }
            None => "the object does not have globals".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::declaration;
    use crate::object::Origin;

    /// The facts of the errors of a struct with these fields, each a `u64`.
    fn refused(fields: &[&str]) -> Vec<String> {
        let fields: String = fields.iter().map(|field| format!("{field}: u64, ")).collect();
        let text = format!("#[snapshot(object = \"examples/bpf/dispatch.bpf.o\")] struct Fields {{ {fields} }}");
        let package = Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")));
        let origin = Origin { package, object: None };
        declaration::read(&syn::parse_str(&text).unwrap(), &origin, |read| {
            let fact = |error: &syn::Error| error.to_string().lines().next().unwrap_or_default().to_owned();
            read.errors.iter().map(fact).collect()
        })
    }

    fn elsewhere(name: &str, held: &str, others: &str) -> Vec<String> {
        vec![format!("`{name}` is in `{held}`, but other fields are in `{others}`")]
    }

    #[test]
    fn the_section_with_the_most_fields_is_read() {
        assert_eq!(refused(&["nr_mig_same", "nr_mig_cross"]), Vec::<String>::new());
        let bss = ["nr_mig_same", "nr_mig_cross", "min_slice_ns"];
        assert_eq!(refused(&bss), elsewhere("min_slice_ns", ".data", ".bss"));
        let bss = ["min_slice_ns", "nr_mig_same", "nr_mig_cross"];
        assert_eq!(refused(&bss), elsewhere("min_slice_ns", ".data", ".bss"), "whatever their order");
    }

    #[test]
    fn of_two_sections_with_as_many_fields_the_first_fields_is_read() {
        assert_eq!(refused(&["nr_mig_same", "min_slice_ns"]), elsewhere("min_slice_ns", ".data", ".bss"));
        assert_eq!(refused(&["min_slice_ns", "nr_mig_same"]), elsewhere("nr_mig_same", ".bss", ".data"));
    }

    #[test]
    fn a_name_of_no_section_says_nothing_about_the_section() {
        let errors = refused(&["nr_taskz", "min_slice_ns"]);
        assert_eq!(errors, ["no global `nr_taskz` in examples/bpf/dispatch.bpf.o"]);
        assert_eq!(refused(&["nr_taskz"]), errors);
    }
}
