//! Which parts of a report are read: the maps and variables that hold wanted counters.
//!
//! The first value of an instance of a map is read in full. Its variables without a wanted counter are left out of the reports
//! that follow. A variable that was not seen before is read, and so is every map whose address is unknown or whose contents were
//! not captured yet, so a later report never loses a counter that the first report lacks.

use std::collections::{HashMap, HashSet};

use ktsnap_core::__private::Wanted;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use super::values::{each_name, names_below};
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
            Some(Known::Vars { unwanted, .. }) => !is_of(unwanted, path),
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
            let is_whole = is_whole || members.iter().any(|member| member.name.is_empty());
            let mut unwanted: HashSet<String> = HashSet::new();
            let mut wanted: HashSet<&str> = HashSet::new();
            for member in members {
                let mut any = is_whole;
                names_below(&member.name, &member.value, &mut |name| {
                    any = any || self.may_be_wanted(map, name, &self.any_element);
                });
                // Two variables can have one name.
                if any {
                    wanted.insert(&member.name);
                } else {
                    unwanted.insert(member.name.clone());
                }
            }
            unwanted.retain(|name| !wanted.contains(name.as_str()));
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

/// Whether a path is that of one of these variables, or below it. The name of a variable can have dots.
fn is_of(variables: &HashSet<String>, path: &str) -> bool {
    let ends = path.match_indices(['.', '[']).map(|(at, _)| at).chain([path.len()]);
    ends.filter_map(|end| path.get(..end)).any(|name| variables.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(members: &[&str], only: &[&str], name: &str) -> bool {
        let member = |name: &&str| format!(r#"{{"name":"{name}","value":{{"kind":"uint","bits":64,"value":1}}}}"#);
        let members: Vec<_> = members.iter().map(member).collect();
        let json = format!(
            r#"{{"schema":"single","maps":[{{"name":"s.bss","map_kva":1,"map_type":2,"value_size":8,"max_entries":1,
            "value":{{"kind":"struct","type_name":".bss","members":[{}]}}}}]}}"#,
            members.join(",")
        );
        let report = FailureDumpReport::from_json(&json).unwrap();
        let only: Vec<String> = only.iter().map(|pattern| (*pattern).to_owned()).collect();
        let is_wanted = |map: &str, counter: &str| selects(&only, map, counter);
        let mut projection = Projection::new(&only, &is_wanted, false);
        assert!(matches!(projection.wanted(&report.maps[0]), Wanted::Whole), "a map that was not read yet");
        projection.learn(&report);
        match projection.wanted(&report.maps[0]) {
            Wanted::Vars(reads) => reads(name),
            _ => panic!("the section is read whole"),
        }
    }

    #[test]
    fn only_wanted_and_new_variables_are_read_again() {
        let members = ["nr_a", "nr_b"];
        assert!(reads(&members, &["nr_a"], "nr_a"));
        assert!(!reads(&members, &["nr_a"], "nr_b"));
        assert!(reads(&members, &["nr_a"], "nr_new"));
    }

    #[test]
    fn a_static_of_a_function_has_a_dot_in_its_name() {
        let members = ["calc.cnt", "calc.sum"];
        assert!(reads(&members, &["calc.cnt"], "calc.cnt"));
        assert!(!reads(&members, &["calc.cnt"], "calc.sum"));
    }

    #[test]
    fn variables_with_one_name_are_left_out_unless_they_are_wanted() {
        let members = ["init.fmt", "init.fmt", "nr_a"];
        assert!(!reads(&members, &["nr_a"], "init.fmt"));
        assert!(reads(&members, &["init.*"], "init.fmt"));
    }

    #[test]
    fn a_path_below_a_variable_is_of_it() {
        let variables: HashSet<String> = ["calc.cnt".to_owned(), "rows".to_owned()].into();
        assert!(["calc.cnt", "calc.cnt.low", "rows[3]", "rows"].iter().all(|path| is_of(&variables, path)));
        assert!(["calc", "calc.sum", "rows_of", "calc.cnt2"].iter().all(|path| !is_of(&variables, path)));
    }
}
