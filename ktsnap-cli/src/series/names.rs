//! Names from an object for the entries and elements of captured maps.
//!
//! A report has the numbers of entries and elements. The names are those of [`Plan`], in full. They are used only for a map whose
//! kind, sizes and integers are those that the object declares.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ktsnap_btf::Step;
use ktsnap_core::__private::select::{cut_name, is_named, prefixed_section};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpMap;

use super::elements::ElementNames;
use super::ratios::{Operand, Ratios};
use super::synthetic::{compared, layout};
use super::values::{Reading, each};
use crate::args::Naming;
use crate::args::select::{self, Cpus, Only, Sources};
use crate::counters::{Counter, Int, Object, Options, Plan, Ratio, Root};
use crate::failure::Failure;
use crate::named::COUNTED;
use crate::schemas::agree::{MapFacts, map_difference};
use crate::screen::text::clean;

/// The names of maps and sections.
#[derive(Default)]
pub(crate) struct Names {
    /// By the name of the section, or of the map as the kernel cuts it.
    places: HashMap<String, NamedPlace>,
    /// The name of the object's file.
    object: String,
    pub(super) ratios: Ratios,
}

struct NamedPlace {
    /// The facts that the object declares. `None` for a section.
    map: Option<MapFacts>,
    /// By the path with numbers: the path with names, and the type.
    paths: HashMap<String, (String, Int)>,
}

impl Names {
    /// The ratios of values in a report. The types in the report are those of the layout.
    ///
    /// # Errors
    ///
    /// If the report lacks what a ratio names.
    pub(super) fn of_report(
        report: &FailureDumpReport,
        path: &Path,
        naming: &Naming,
        sum: &[String],
    ) -> Result<Self, Failure> {
        Self::of_maps(compared(report), path, naming, sum)
    }

    /// Like [`of_report`](Self::of_report), with these maps of a report. Of several maps with one name, the first counts.
    pub(crate) fn of_maps<'r>(
        maps: impl IntoIterator<Item = &'r FailureDumpMap>,
        path: &Path,
        naming: &Naming,
        sum: &[String],
    ) -> Result<Self, Failure> {
        let file = layout(maps).map_err(|why| {
            let fact = format!("has values that `--ratio` can't look up: {}", clean(&why));
            Failure::of(path, fact, "add the object with `--object`")
        })?;
        Self::in_object(Object { layout: file.layout(), path, is_layout_file: true }, naming, sum)
    }

    /// The names and ratios of an opened object. `sum` are the patterns of the values that are added up over CPUs.
    ///
    /// # Errors
    ///
    /// If the object lacks what an option names.
    pub(crate) fn in_object(object: Object<'_>, naming: &Naming, sum: &[String]) -> Result<Self, Failure> {
        let Object { layout, path, .. } = object;
        let mut sources = Sources {
            section: naming.section.clone(),
            map: naming.map.clone(),
            key: naming.key.clone(),
            rows: naming.rows.clone(),
            histogram: Vec::new(),
        };
        let has_names = |map: &&ktsnap_btf::Map| COUNTED.reads(map) && map.key.as_ref().is_some_and(is_enum);
        let is_open = sources.map.is_empty() && sources.section.is_empty();
        if is_open && !naming.ratio.is_empty() {
            sources.section = layout.global_sections().map(|section| section.name.clone()).collect();
            sources.map = layout.maps.iter().filter(|map| COUNTED.reads(map)).map(|map| map.name.to_string()).collect();
        } else if is_open && sources.rows.is_empty() {
            sources.map = layout.maps.iter().filter(has_names).map(|map| map.name.to_string()).collect();
            if sources.map.is_empty() {
                let help = "name a map and the enum of its keys with `--map MAP --key ENUM`, or an array with `--rows PATH=ENUM`";
                return Err(Failure::of(path, "does not say which enum names the entries of a map", help));
            }
        }
        // Every counter has a name, whichever of them are shown.
        let only = Only { only: vec!["*".to_owned()] };
        let ratios = select::Ratios { ratio: naming.ratio.clone(), terms: naming.terms.clone() };
        let cpus = Cpus { per_cpu: true, sum: sum.to_vec() };
        let options = Options { sources, only, cpus, ratios, readable: COUNTED };
        Ok(Self::made(Plan::of(options, object)?))
    }

    fn made(plan: Plan) -> Self {
        let operand = |at: usize| {
            let counter = plan.counters.get(at)?;
            let root = plan.roots.get(counter.root)?;
            Some((
                at,
                Operand { place: cut_name(root.place()), path: numbered(root, &counter.steps)?, int: counter.int },
            ))
        };
        let operands = plan.ratios.iter().flat_map(Ratio::counters).filter_map(operand).collect();
        let mut names = Self { object: plan.object.clone(), ..Self::default() };
        // The maps of ratios are compared with the object too, also if it does not name their entries.
        let used = plan.ratios.iter().flat_map(Ratio::counters).filter_map(|at| plan.counters.get(at)?.root.into());
        let used: HashSet<usize> = used.collect();
        let mut lengths = Vec::new();
        for root in used.iter().filter_map(|at| plan.roots.get(*at)) {
            if let Some(map) = root.as_map() {
                let map = Some((map.kind, map.value_size, map.max_entries));
                names.places.insert(cut_name(root.place()), NamedPlace { map, paths: HashMap::new() });
            } else if let ktsnap_btf::Type::Array { len, .. } = &root.ty {
                lengths.push((cut_name(root.place()), root.name.clone(), *len));
            }
        }
        for counter in plan.counters.iter().filter(|counter| !counter.enumerators.is_empty()) {
            let Some(root) = plan.roots.get(counter.root) else { continue };
            let Some(path) = numbered(root, &counter.steps) else { continue };
            let map = root.as_map().map(|map| (map.kind, map.value_size, map.max_entries));
            let place = names.places.entry(cut_name(root.place()));
            let place = place.or_insert_with(|| NamedPlace { map, paths: HashMap::new() });
            place.paths.insert(path, (named(root, counter), counter.int));
        }
        names.ratios = Ratios { ratios: plan.ratios, operands, lengths };
        names
    }

    /// Whether nothing has a name, and there is no ratio.
    pub(crate) fn is_empty(&self) -> bool {
        self.places.values().all(|place| place.paths.is_empty()) && self.ratios.ratios.is_empty()
    }

    /// The name of a counter in a map with that name, whether or not the map is the one that the object declares.
    pub(super) fn name(&self, map: &str, path: &str) -> Option<&str> {
        Some(self.place(map)?.paths.get(path)?.0.as_str())
    }

    fn place(&self, map: &str) -> Option<&NamedPlace> {
        let section = prefixed_section(map).map(|(_, section)| section);
        self.places.get(section.unwrap_or(map))
    }

    /// The name of a counter, if its type is the one that the object declares.
    ///
    /// # Errors
    ///
    /// The difference, if the map or the counter is not the one that the object declares.
    pub(super) fn checked(&self, map: &FailureDumpMap, path: &str, int: Int) -> Result<Option<&str>, String> {
        match self.declared(map)?.and_then(|place| place.paths.get(path)) {
            Some((name, declared)) if *declared == int => Ok(Some(name)),
            Some(_) => Err(format!("`{path}` has another type than in {}", self.object)),
            None => Ok(None),
        }
    }

    /// The names of a map's entries, and of the elements of arrays in it.
    ///
    /// # Errors
    ///
    /// The difference, if the map or one of its integers is not the one that the object declares.
    pub(crate) fn elements(&self, map: &FailureDumpMap) -> Result<ElementNames, String> {
        let mut names = ElementNames::default();
        let Some(place) = self.declared(map)? else { return Ok(names) };
        let mut difference = None;
        each(map, &mut |part| {
            if let Reading::Counter { name, int, .. } = part
                && let Err(why) = self.checked(map, name, int)
            {
                difference.get_or_insert(why);
            }
        });
        place.paths.iter().for_each(|(path, (name, _))| names.learn(path, name));
        difference.map_or(Ok(names), Err)
    }

    /// The map or section that the object declares.
    fn declared(&self, map: &FailureDumpMap) -> Result<Option<&NamedPlace>, String> {
        let (Some(place), object) = (self.place(&map.name), &self.object) else { return Ok(None) };
        let difference = place.map.and_then(|facts| map_difference(map, facts, object));
        difference.map_or(Ok(Some(place)), Err)
    }
}

/// Whether the options select a map.
pub(super) fn is_chosen(naming: &Naming, map: &str) -> bool {
    let is_section =
        |section: &String| prefixed_section(map).map_or_else(|| is_named(map, section), |(_, of)| of == section);
    let all = naming.map.is_empty() && naming.section.is_empty();
    all || naming.map.iter().any(|name| is_named(map, name)) || naming.section.iter().any(is_section)
}

fn is_enum(ty: &ktsnap_btf::Type) -> bool {
    matches!(ty, ktsnap_btf::Type::Enum(_))
}

/// The path of a counter as it is in a report. `None` for a step that a report does not have.
fn numbered(root: &Root, steps: &[Step]) -> Option<String> {
    let mut path = if root.as_map().is_some() { String::new() } else { root.name.clone() };
    for step in steps.iter().skip(usize::from(root.is_single())) {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Member(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            _ => return None,
        }
    }
    Some(path)
}

/// The name of a counter, with the full names of enumerators, and without the name of the map.
fn named(root: &Root, counter: &Counter) -> String {
    let name = match root.as_map() {
        Some(_) => counter.name.strip_prefix(root.name.as_str()).unwrap_or(&counter.name).trim_start_matches('.'),
        None => &counter.name,
    };
    let mut enumerators = counter.enumerators.iter();
    let mut full = String::with_capacity(name.len());
    for (at, part) in name.split('[').enumerate() {
        let Some((index, rest)) = part.split_once(']').filter(|_| at > 0) else {
            full.push_str(part);
            continue;
        };
        let is_number = index.chars().all(|letter| letter.is_ascii_digit());
        let enumerator = if is_number { None } else { enumerators.next() };
        full.push_str(&format!("[{}]{rest}", enumerator.map_or(index, |enumerator| &enumerator.name)));
    }
    full
}
