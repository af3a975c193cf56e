//! `--object`, `--key` and `--rows`: the names of the entries and elements of the map that is shown.

use std::path::Path;

use ktsnap_btf::Layout;
use ktsnap_core::__private::select::{is_named, prefixed_section};
use ktsnap_core::report::FailureDumpMap;

use crate::args::{Naming, Show};
use crate::failure::Failure;
use crate::object::Describing;
use crate::screen::text::clean;
use crate::series::{ElementNames, Names};

/// The options that name entries and elements, without a choice of maps.
pub(super) fn naming(args: &Show) -> Naming {
    Naming { key: args.key.clone(), rows: args.rows.clone(), of: args.of.clone(), ..Naming::default() }
}

/// The names in the map that is shown.
pub(super) fn elements(
    file: &Path,
    args: &Show,
    describing: &Describing,
    map: &FailureDumpMap,
) -> Result<ElementNames, Failure> {
    let object = describing.object();
    let place = Place::of(map, object.layout);
    let is_section = matches!(place, Place::Section(_));
    if let (true, Some(key)) = (is_section, &args.key) {
        let fact = format!("`{}` is a section, and `--key` names the entries of a map", clean(&map.name));
        return Err(Failure::usage(fact, format!("write `--rows PATH={key}` for an array in the section")));
    }
    if is_section && args.rows.is_empty() {
        if !args.ratio.is_empty() {
            return Ok(ElementNames::default());
        }
        let fact = format!("`{}` is a section, and `--object` names the entries of a map", clean(&map.name));
        return Err(Failure::usage(fact, "add `--rows PATH=ENUM` for an array in the section, or omit `--object`"));
    }
    let naming = place.chosen_in(naming(args));
    Names::in_object(object, &naming, &[])?.elements(map).map_err(|why| {
        let fact = format!("has another `{}` than {}: {why}", clean(&map.name), object.path.display());
        Failure::of(file, fact, "give the object of the scheduler that was captured, or omit `--object`")
    })
}

/// The names and ratios for the counters of a report. The entries of `map`, the map that is shown, have the names of `--key`.
pub(super) fn of_ratios(args: &Show, describing: &Describing, map: Option<&FailureDumpMap>) -> Result<Names, Failure> {
    let object = describing.object();
    let mut naming = ratios(args);
    if let (Some(key), Some(map)) = (naming.key.take(), map) {
        let (Place::Map(name) | Place::Section(name)) = Place::of(map, object.layout);
        naming.rows.push(format!("{name}={key}"));
    }
    Names::in_object(object, &naming, &args.sum)
}

/// The options for ratios.
pub(super) fn ratios(args: &Show) -> Naming {
    Naming { ratio: args.ratio.clone(), terms: args.terms.clone(), ..naming(args) }
}

/// The section or map of a captured map, as the object names it: the kernel cuts names.
enum Place {
    Section(String),
    Map(String),
}

impl Place {
    fn of(map: &FailureDumpMap, layout: &Layout) -> Self {
        let full = |found: Option<&String>| found.unwrap_or(&map.name).clone();
        let is_it = |name: &&String| is_named(&map.name, name);
        match prefixed_section(&map.name) {
            Some((_, section)) => Self::Section(section.to_owned()),
            None if map.name.starts_with('.') => {
                Self::Section(full(layout.global_sections().map(|section| &section.name).find(is_it)))
            }
            None => Self::Map(full(layout.maps.iter().map(|map| &map.name).find(is_it))),
        }
    }

    /// The options for this section or map only.
    fn chosen_in(self, naming: Naming) -> Naming {
        match self {
            Self::Section(name) => Naming { section: vec![name], ..naming },
            Self::Map(name) => Naming { map: vec![name], ..naming },
        }
    }
}
