//! Which parts of a report are read: the maps and variables that hold wanted counters.
//!
//! The first value of an instance of a map is read in full. Its variables without a wanted counter are left out of the reports
//! that follow. A variable that was not seen before is read, and so is every map whose address is unknown or whose contents were
//! not captured yet, so a later report never loses a counter that the first report lacks.

use std::collections::{HashMap, HashSet};

use ktsnap_core::__private::Wanted;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use super::values::each_name;
use crate::filter::is_wanted as selects;

/// What is known of the maps that were read.
pub(super) struct Projection<'s> {
    is_wanted: &'s dyn Fn(&str, &str) -> bool,
    /// The patterns, each extended to match every key.
    any_key: Vec<String>,
    /// The patterns that name an element, each extended to match every element.
    any_element: Vec<String>,
    /// Whether every counter is read, since all show the order of the reports.
    reads_all: bool,
    known: HashMap<Instance, Known>,
}

/// The facts by which a map of a later report is known to have the same types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Instance {
    name: String,
    map_kva: u64,
    map_type: u32,
    value_size: u32,
    max_entries: u32,
}

enum Known {
    /// The variables without a wanted counter, and whether to read a variable.
    Vars { unwanted: HashSet<String>, reads: Box<dyn Fn(&str) -> bool> },
    /// Whether any entry can hold a wanted counter.
    Entries(bool),
}

impl Instance {
    /// `None` if the address is unknown: the map may be another instance's.
    fn of(map: &FailureDumpMap) -> Option<Self> {
        let &FailureDumpMap { map_kva, map_type, value_size, max_entries, .. } = map;
        (map_kva != 0).then(|| Self { name: map.name.clone(), map_kva, map_type, value_size, max_entries })
    }
}

impl<'s> Projection<'s> {
    /// `only` are the patterns of the selection, which `is_wanted` applies.
    pub(super) fn new(only: &[String], is_wanted: &'s dyn Fn(&str, &str) -> bool, reads_all: bool) -> Self {
        let extended =
            |pattern: &String| pattern.split(['*', '?', '[', ']']).next().unwrap_or_default().to_owned() + "*";
        let elements = only.iter().filter(|pattern| pattern.contains(['[', ']']));
        let (any_key, any_element) = (only.iter().map(extended).collect(), elements.map(extended).collect());
        Self { is_wanted, any_key, any_element, reads_all, known: HashMap::new() }
    }

    /// The parts of a map that are read, by its header.
    pub(super) fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_> {
        if self.reads_all {
            return Wanted::Whole;
        }
        match Instance::of(map).and_then(|instance| self.known.get(&instance)) {
            Some(Known::Vars { reads, .. }) => Wanted::Vars(&**reads),
            Some(Known::Entries(false)) => Wanted::Header,
            Some(Known::Entries(true)) | None => Wanted::Whole,
        }
    }

    /// Whether values below a variable of a map may be wanted.
    pub(super) fn has_wanted(&self, map: &FailureDumpMap, path: &str) -> bool {
        match Instance::of(map).and_then(|instance| self.known.get(&instance)) {
            Some(Known::Vars { unwanted, .. }) => !unwanted.contains(variable(path)),
            Some(Known::Entries(any)) => *any,
            None => true,
        }
    }

    /// Learns the types of the maps in a report.
    pub(super) fn learn(&mut self, report: &FailureDumpReport) {
        for map in &report.maps {
            let Some(instance) = Instance::of(map) else { continue };
            if !self.known.contains_key(&instance)
                && let Some(known) = self.known(map)
            {
                self.known.insert(instance, known);
            }
        }
    }

    /// What the contents of a map show. `None` if they are not captured.
    fn known(&self, map: &FailureDumpMap) -> Option<Known> {
        // The map itself is wanted, for example the reason for which its contents are missing.
        let is_whole = (self.is_wanted)(&map.name, "");
        let mut counters = 0_usize;
        if let Some(RenderedValue::Struct { members, .. }) = &map.value {
            let mut names: HashSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
            let is_plain = names.len() == members.len() && !names.contains("") && !is_whole;
            each_name(map, &mut |name| {
                if self.may_be_wanted(map, name, &self.any_element) {
                    names.remove(variable(name));
                }
            });
            let unwanted = if is_plain { names.into_iter().map(str::to_owned).collect() } else { HashSet::new() };
            let others = unwanted.clone();
            return Some(Known::Vars { unwanted, reads: Box::new(move |name| !others.contains(name)) });
        }
        let mut any = is_whole;
        each_name(map, &mut |name| {
            counters += 1;
            any |= self.may_be_wanted(map, name, &self.any_key);
        });
        (counters > 0).then_some(Known::Entries(any))
    }

    /// Whether a counter, or one that differs from it only in an index or a key, may be wanted.
    fn may_be_wanted(&self, map: &FailureDumpMap, counter: &str, others: &[String]) -> bool {
        (self.is_wanted)(&map.name, counter) || (!others.is_empty() && selects(others, &map.name, counter))
    }
}

/// The variable at the beginning of a path.
fn variable(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}
