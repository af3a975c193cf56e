//! The sections, variables and maps that `layout` lists.

use std::collections::HashMap;

use ktsnap_btf::{Fault, FaultyVar, Map, Section, UnsupportedMap, Var, closest};

use crate::args;
use crate::failure::Failure;
use crate::filter::is_named;
use crate::object::{Opened, is_format};
use crate::screen::text::listed;

/// What the arguments select.
pub(super) struct Selection<'l> {
    pub(super) sections: Vec<(&'l Section, Vec<SelectedVar<'l>>)>,
    pub(super) maps: Vec<&'l Map>,
    pub(super) unsupported_maps: Vec<&'l UnsupportedMap>,
    /// Whether the tables leave out format strings.
    brief: bool,
    /// Whether the layout is from a layout file.
    of_file: bool,
}

/// One variable of a section.
#[derive(Clone, Copy)]
pub(super) struct SelectedVar<'l> {
    pub(super) var: &'l Var,
    /// Set if the variable can't be read.
    pub(super) faulty: Option<&'l FaultyVar>,
}

impl Selection<'_> {
    /// Whether the tables leave out a variable.
    pub(super) fn is_left_out(&self, var: &Var) -> bool {
        self.brief && is_format(var)
    }

    /// Whether only the names of a section's variables are known. A layout file keeps no more of a section without globals.
    pub(super) fn has_only_names(&self, section: &Section) -> bool {
        self.of_file && !section.holds_globals()
    }
}

pub(super) fn choose<'l>(args: &args::Layout, opened: &'l Opened) -> Result<Selection<'l>, Failure> {
    let layout = opened.layout();
    let path = &args.object.path;
    let is_empty = |section: &Section| section.vars.is_empty() && section.faulty.is_empty();
    if layout.maps.is_empty() && layout.unsupported_maps.is_empty() && layout.sections.iter().all(is_empty) {
        let help = "give the BPF object that declares the scheduler's globals and maps";
        return Err(Failure::of(path, "has no globals and no maps", help));
    }
    if let Some(name) = &args.section
        && layout.section(name).is_none()
    {
        let names = || layout.sections.iter().map(|section| section.name.as_str());
        let help = match closest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its sections are {}", listed(names())),
        };
        return Err(Failure::of(path, format!("has no section `{name}`"), help));
    }
    let wanted = |name: &str| is_named(&args.only, name);
    let in_section = |name: &str| args.section.as_ref().is_none_or(|section| section == name);
    // Maps have a table of their own.
    let globals = layout.sections.iter().filter(|section| section.name != ".maps" && in_section(&section.name));
    let of_section = |section: &'l Section| {
        // An extern has no place in the section, so it follows the listed variables.
        let externs = section.faulty.iter().filter(|faulty| faulty.fault == Fault::Extern).map(|faulty| &faulty.var);
        let faulty: HashMap<*const Var, _> =
            section.faulty.iter().map(|faulty| (&raw const faulty.var, faulty)).collect();
        let vars = section.listed().into_iter().chain(externs);
        let vars = vars.map(|var| SelectedVar { var, faulty: faulty.get(&std::ptr::from_ref(var)).copied() });
        let is_selected =
            |row: &SelectedVar<'_>| wanted(&row.var.name) || row.faulty.is_some_and(|faulty| wanted(faulty.declared()));
        (section, vars.filter(is_selected).collect::<Vec<_>>())
    };
    let sections = globals.map(of_section).filter(|(_, vars)| args.only.is_empty() || !vars.is_empty()).collect();
    let maps = layout.maps.iter().filter(|map| in_section(".maps") && wanted(&map.name)).collect();
    let unsupported_maps =
        layout.unsupported_maps.iter().filter(|map| in_section(".maps") && wanted(&map.name)).collect();
    let chosen = Selection {
        sections,
        maps,
        unsupported_maps,
        brief: !args.all && args.only.is_empty(),
        of_file: matches!(opened, Opened::File(_)),
    };
    match args.only.first() {
        Some(pattern) if chosen.sections.is_empty() && chosen.maps.is_empty() && chosen.unsupported_maps.is_empty() => {
            let vars = layout.sections.iter().filter(|section| in_section(&section.name)).flat_map(|one| &one.vars);
            let near = closest(&pattern.replace(['*', '?'], ""), vars.map(|var| var.name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "omit `--only` to list all".to_owned(),
            };
            let place = args.section.as_ref().map_or_else(String::new, |name| format!(" in `{name}`"));
            Err(Failure::of(path, format!("has no global or map `{pattern}`{place}"), help))
        }
        _ => Ok(chosen),
    }
}
