//! The parts of a report that reads of some schemas need.

use super::schema::{Location, Schema};
use crate::report::FailureDumpMap;
use crate::report::wanted::Wanted;
use crate::select::names::is_global_section;

/// The parts of a report that reads of some schemas need: the candidate maps, and the headers of the maps that identify the
/// running scheduler.
pub struct Needs<'s> {
    schemas: &'s [&'static Schema],
    has_var: Box<dyn Fn(&str) -> bool + 's>,
}

impl<'s> Needs<'s> {
    /// The parts that these schemas need.
    #[must_use]
    pub fn of(schemas: &'s [&'static Schema]) -> Self {
        // The variables of all sections: a name of another section is rarely in this one, and keeping it does no harm.
        let has_var = |name: &str| schemas.iter().any(|schema| schema.vars.iter().any(|var| var.name == name));
        Self { schemas, has_var: Box::new(has_var) }
    }

    /// The parts of a map that are needed, by its header.
    #[must_use]
    pub fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_> {
        let is_candidate = |schema: &&&'static Schema| schema.location.may_be(&map.name, map.map_type, map.value_size);
        match self.schemas.iter().find(is_candidate).map(|schema| schema.location) {
            Some(Location::Section { .. }) => Wanted::Vars(&*self.has_var),
            Some(Location::Map { .. }) => Wanted::Whole,
            None if is_global_section(&map.name) => Wanted::Header,
            None => Wanted::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BSS: Schema = Schema::new("a.bpf.o", Location::Section { name: ".bss", size: 8 }, &[], &[]);
    const STATS: Schema = Schema::new(
        "a.bpf.o",
        Location::Map { name: "stats", map_type: 6, value_size: 8, max_entries: 1, per_cpu: true },
        &[],
        &[],
    );

    #[test]
    fn the_candidates_are_needed_and_the_headers_of_the_plain_sections() {
        let needs = Needs::of(&[&BSS, &STATS]);
        let wanted = |name: &str, map_type, value_size| {
            let map = FailureDumpMap { name: name.to_owned(), map_type, value_size, ..FailureDumpMap::default() };
            match needs.wanted(&map) {
                Wanted::Nothing => "nothing",
                Wanted::Header => "header",
                Wanted::Vars(_) => "variables",
                Wanted::Whole => "whole",
            }
        };
        assert_eq!((wanted("a.bss", 2, 8), wanted("b.bss", 2, 16)), ("variables", "variables"));
        assert_eq!((wanted("a.data", 2, 8), wanted("a.kconfig", 2, 8)), ("header", "nothing"));
        assert_eq!(
            (wanted("stats", 6, 8), wanted("stats", 8, 6), wanted("others", 6, 8)),
            ("whole", "nothing", "nothing")
        );
    }
}
