//! `--object`, `--key` and `--rows`: the names of the entries and elements of the map that is shown.

use std::path::Path;

use ktsnap_btf::Layout;
use ktsnap_core::__private::select::{is_named, prefixed_section};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpMap;

use crate::args::{Naming, Show};
use crate::failure::{Failure, note};
use crate::object::Describing;
use crate::schemas::{Found, Schemas, missing};
use crate::screen::text::clean;
use crate::series::{ElementNames, Names};

/// The options that name entries and elements, without a choice of maps.
pub(super) fn naming(args: &Show) -> Naming {
    Naming { key: args.key.clone(), rows: args.rows.clone(), of: args.of.clone(), ..Naming::default() }
}

/// The object of `--object`, or the layout file of the scheduler that the report names.
pub(super) fn describing(
    args: &Show,
    file: &Path,
    report: &FailureDumpReport,
    target: Option<&FailureDumpMap>,
) -> Result<Option<(Describing, ElementNames)>, Failure> {
    let of_map = |describing: &Describing| target.map(|map| elements(file, args, describing, map)).transpose();
    if let Some(describing) = Describing::open(&args.of)? {
        let names = of_map(&describing)?.unwrap_or_default();
        return Ok(Some((describing, names)));
    }
    let option = naming(args).needs_object();
    let has_values = target.is_some() || !args.ratio.is_empty();
    let schemas = if has_values { Schemas::near(&[args.report.clone(), file.to_owned()]) } else { Schemas::none() };
    match schemas.of(report) {
        Found::File(describing) => {
            // A file without names is an error only if an option asks for them.
            let asks = option.is_some() && target.is_some();
            let names =
                of_map(&describing).or_else(|error| if asks { Err(error) } else { Ok(None) })?.unwrap_or_default();
            if !names.is_empty() || !args.ratio.is_empty() {
                describing.note();
            }
            Ok(Some((*describing, names)))
        }
        Found::Refused { why, .. } if option.is_some() => Err(missing(option.unwrap_or_default(), Some(&why))),
        Found::Refused { why, files } => {
            let has_names = |file: &Describing| {
                let object = file.object();
                let naming = target.map(|map| Place::of(map, object.layout).chosen_in(naming(args)));
                naming.is_some_and(|naming| Names::in_object(object, &naming, &[]).is_ok_and(|names| !names.is_empty()))
            };
            if !args.ratio.is_empty() || files.iter().any(has_names) {
                note(why);
            }
            Ok(None)
        }
        Found::Nothing => option.map_or(Ok(None), |option| Err(missing(option, None))),
    }
}

/// The names in the map that is shown.
fn elements(file: &Path, args: &Show, describing: &Describing, map: &FailureDumpMap) -> Result<ElementNames, Failure> {
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
        let help = match args.of.object {
            Some(_) => "give the object of the scheduler that was captured, or omit `--object`",
            None => "update the layout file with `ktsnap export`, or choose another with `--object`",
        };
        Failure::of(file, fact, help)
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
        let full = |found: Option<&str>| found.unwrap_or(&map.name).to_owned();
        let is_it = |name: &&str| is_named(&map.name, name);
        match prefixed_section(&map.name) {
            Some((_, section)) => Self::Section(section.to_owned()),
            None if map.name.starts_with('.') => {
                Self::Section(full(layout.global_sections().map(|section| &*section.name).find(is_it)))
            }
            None => Self::Map(full(layout.maps.iter().map(|map| &*map.name).find(is_it))),
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
