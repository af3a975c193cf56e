//! What the rules say about each map of a report, for displays of whole reports.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Serialize;

use super::names::{SectionMaps, prefixed_section};
use super::rule::{Decision, Naming, Siblings, Tally, decide};
use super::running::{Running, find, named, unknown};
use crate::error::SnapshotError;
use crate::report::{FailureDumpMap, FailureDumpReport};

/// Whether a map is the running scheduler's. Displayed and serialized as `live` or `dead`; `Unknown` as an empty string and as
/// `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MapState {
    /// The map is the running scheduler's.
    Live,
    /// The map is another instance's: the rules select another copy, or the report lists live maps and none of the map's
    /// object.
    Dead,
    /// The report does not say.
    #[serde(untagged)]
    Unknown,
}

impl fmt::Display for MapState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Live => "live",
            Self::Dead => "dead",
            Self::Unknown => "",
        })
    }
}

/// The [`MapState`] of every map in a report.
#[derive(Debug)]
pub struct MapStates<'r> {
    report: &'r FailureDumpReport,
    running: Running<'r>,
    /// The known addresses of the live maps. A set, since both the maps and the list of a broken report can be long.
    live: HashSet<u64>,
    decisions: HashMap<Group<'r>, Decision<&'r FailureDumpMap>>,
}

/// The maps that are candidates of one location. Without BTF, the location of a map follows from its own facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group<'r> {
    /// A section whose maps are named after the object.
    Prefixed(&'r str),
    /// A section with a suffix. User space may resize it, so its size does not count.
    Section(&'r str),
    /// A map that C declares: its name, its type and the size of a value.
    Map(&'r str, u32, u32),
}

impl<'r> Group<'r> {
    fn of(map: &'r FailureDumpMap) -> Self {
        match prefixed_section(&map.name) {
            Some((_, section)) => Self::Prefixed(section),
            None if map.name.starts_with('.') => Self::Section(&map.name),
            None => Self::Map(&map.name, map.map_type, map.value_size),
        }
    }

    fn naming(self) -> Naming {
        match self {
            Self::Prefixed(section) => Naming::of_section(section),
            Self::Section(_) | Self::Map(..) => Naming::Unprefixed,
        }
    }

    fn may_be_of_obj(self, map: &str, obj: &str) -> bool {
        match self {
            Self::Prefixed(section) => SectionMaps::of(section).may_be_of_obj(map, obj),
            Self::Section(_) | Self::Map(..) => true,
        }
    }
}

impl<'r> MapStates<'r> {
    /// Applies the rules to all maps of a report, in time proportional to their number.
    #[must_use]
    pub fn of(report: &'r FailureDumpReport) -> Self {
        let running = Running::new(report, find(report));
        let live: HashSet<u64> = running.live.iter().copied().filter(|map_kva| *map_kva != 0).collect();
        let is_listed = |map_kva| live.contains(&map_kva);
        let mut tallies: HashMap<Group<'_>, Tally<&FailureDumpMap>> = HashMap::new();
        for map in &report.maps {
            let group = Group::of(map);
            let is_own = running.obj.is_none_or(|obj| group.may_be_of_obj(&map.name, obj));
            tallies.entry(group).or_default().add(map, is_own, true, is_listed);
        }
        let siblings = Siblings::of(report, &running, is_listed);
        let decision =
            |(group, tally): (Group<'r>, Tally<_>)| (group, decide(&tally, group.naming(), &running, || siblings));
        let decisions = tallies.into_iter().map(decision).collect();
        Self { report, running, live, decisions }
    }

    /// The state of a map of the report.
    #[must_use]
    pub fn of_map(&self, map: &FailureDumpMap) -> MapState {
        if !self.may_be_running(map) {
            return MapState::Unknown;
        }
        let group = Group::of(map);
        match self.decisions.get(&group) {
            Some(Decision::Listed(_) | Decision::SeveralListed) if self.lists(map) => MapState::Live,
            Some(Decision::Listed(_) | Decision::SeveralListed | Decision::OtherInstance { .. }) => MapState::Dead,
            Some(Decision::Only { .. }) if self.names_owner_of(group) => MapState::Live,
            _ => MapState::Unknown,
        }
    }

    /// Whether the name of the only candidate says that it is the running scheduler's: the report names the object, holds one
    /// copy of it, and has no list of live maps that leaves the map out.
    fn names_owner_of(&self, group: Group<'_>) -> bool {
        let is_named = self.running.active.is_some_and(|active| named(self.report) == Some(active.obj));
        is_named && self.running.live.is_empty() && group.naming() != Naming::Unprefixed
    }

    /// Whether a map may be of the running object. False if its name says that it is another object's.
    #[must_use]
    pub fn may_be_running(&self, map: &FailureDumpMap) -> bool {
        let group = Group::of(map);
        self.running.obj.is_none_or(|obj| group.may_be_of_obj(&map.name, obj))
    }

    /// The object that the report names as running, or else the only one that was captured.
    #[must_use]
    pub fn running_obj(&self) -> Option<&'r str> {
        self.running.obj
    }

    /// The object that [`Snapshot::active`](crate::Snapshot::active) narrows the view to.
    ///
    /// # Errors
    ///
    /// Those of [`Snapshot::active`](crate::Snapshot::active).
    pub fn active_obj(&self) -> Result<&'r str, SnapshotError> {
        self.running.active.map(|active| active.obj).ok_or_else(|| unknown(self.report))
    }

    /// Whether the report lists a map as live.
    #[must_use]
    pub fn lists(&self, map: &FailureDumpMap) -> bool {
        self.live.contains(&map.map_kva)
    }
}

#[cfg(test)]
mod tests {
    use super::super::resolve::by_every_rule;
    use super::super::shortcut::tests::{BSS, CUSTOM, KCONFIG, each_report};
    use super::*;
    use crate::error::SnapshotError::ActiveFilterExcludedMaps;
    use crate::report::RenderedValue;
    use crate::typed::{Schema, SchemaError};
    use crate::view::Snapshot;

    /// Compares the states with typed reads of one section, and counts the comparisons: live copies, dead copies next to them,
    /// and copies that are all dead.
    fn compared(schema: &'static Schema) -> [usize; 3] {
        let mut counts = [0; 3];
        each_report(|report| {
            let states = MapStates::of(report);
            let fits = |map: &&FailureDumpMap| schema.location.may_be(&map.name, map.map_type, map.value_size);
            let candidates: Vec<_> = report.maps.iter().filter(fits).filter(|map| states.may_be_running(map)).collect();
            match by_every_rule(&Snapshot::new(report), schema, None).and_then(|found| found.pick()) {
                Ok(pick) if report.active_map_kvas.contains(&pick.map.map_kva) && pick.map.map_kva != 0 => {
                    for map in candidates {
                        let is_picked = pick.map == map.into();
                        let expected = if is_picked { MapState::Live } else { MapState::Dead };
                        assert_eq!(states.of_map(map), expected, "{}", Snapshot::new(report));
                        counts[usize::from(!is_picked)] += 1;
                    }
                }
                Ok(_) => {
                    let is_dead = |map: &&FailureDumpMap| states.of_map(map) == MapState::Dead;
                    assert!(!candidates.iter().any(is_dead), "{}", Snapshot::new(report));
                }
                Err(SchemaError::Snapshot(ActiveFilterExcludedMaps { .. })) => {
                    for map in candidates {
                        assert_eq!(states.of_map(map), MapState::Dead, "{}", Snapshot::new(report));
                        counts[2] += 1;
                    }
                }
                Err(SchemaError::Ambiguous { .. } | SchemaError::AddressUnknown { .. }) => {
                    let listed = candidates.iter().filter(|map| states.lists(map)).count();
                    let live = candidates.iter().filter(|map| states.of_map(map) == MapState::Live).count();
                    assert!(live == 0 || live == listed, "{}", Snapshot::new(report));
                }
                Err(_) => {}
            }
        });
        counts
    }

    #[test]
    fn the_states_of_maps_agree_with_typed_reads() {
        for schema in [&BSS, &KCONFIG, &CUSTOM] {
            let counts = compared(schema);
            assert!(counts.iter().all(|count| *count > 20), "{}: {counts:?}", schema.location.name());
        }
    }

    /// The states of maps, each a name and an address, in a report with this running object and these live maps.
    fn states(obj: Option<&str>, live: &[u64], maps: &[(&str, u64)]) -> Vec<MapState> {
        let map = |(name, map_kva): &(&str, u64)| FailureDumpMap {
            name: (*name).to_owned(),
            map_kva: *map_kva,
            map_type: 2,
            value_size: 8,
            max_entries: 1,
            value: Some(RenderedValue::Struct { type_name: None, members: Box::default() }),
            ..FailureDumpMap::default()
        };
        let report = FailureDumpReport {
            active_obj_name: obj.map(str::to_owned),
            active_map_kvas: live.to_vec(),
            maps: maps.iter().map(map).collect(),
            ..FailureDumpReport::default()
        };
        let states = MapStates::of(&report);
        report.maps.iter().map(|map| states.of_map(map)).collect()
    }

    #[test]
    fn a_listed_map_is_live_and_its_other_copies_are_dead() {
        use MapState::{Dead, Live, Unknown};
        let maps = [("a.bss", 1), ("a.bss", 2), ("stats", 3), ("stats", 4), (".data.own", 5), (".data.own", 6)];
        assert_eq!(states(Some("a"), &[2, 3, 6], &maps), [Dead, Live, Live, Dead, Dead, Live]);
        // Without a list the name says which object runs, but not which copy.
        assert_eq!(states(Some("a"), &[], &maps), [Unknown; 6]);
        // The list of another instance.
        assert_eq!(states(Some("a"), &[9], &maps), [Dead; 6]);
    }

    #[test]
    fn the_only_section_of_the_named_object_is_live() {
        use MapState::{Live, Unknown};
        let maps = [("a.bss", 1), ("a.data", 2), ("stats", 3), (".data.own", 4)];
        assert_eq!(states(Some("a"), &[], &maps), [Live, Live, Unknown, Unknown]);
        assert_eq!(states(None, &[], &maps), [Unknown; 4], "the report does not say that it runs");
        assert_eq!(states(Some("b"), &[], &maps), [Unknown; 4]);
        // An incomplete list says nothing about the sections that it leaves out.
        assert_eq!(states(Some("a"), &[2], &maps), [Unknown, Live, Unknown, Unknown]);
    }

    #[test]
    fn a_section_of_another_object_is_not_the_running_schedulers() {
        use MapState::{Dead, Live, Unknown};
        let maps = [("a.bss", 1), ("b.bss", 2)];
        assert_eq!(states(Some("a"), &[1], &maps), [Live, Unknown]);
        assert_eq!(states(Some("a"), &[2], &maps), [Dead, Unknown]);
        assert_eq!(states(Some("a"), &[], &maps), [Live, Unknown]);
        let report = FailureDumpReport { active_obj_name: Some("a".to_owned()), ..FailureDumpReport::default() };
        assert_eq!(MapStates::of(&report).running_obj(), Some("a"));
    }

    #[test]
    fn the_unknown_address_of_another_objects_section_does_not_matter() {
        use MapState::{Dead, Unknown};
        assert_eq!(states(Some("a"), &[9], &[("a.bss", 1), ("b.bss", 0)]), [Dead, Unknown]);
    }

    #[test]
    fn address_0_is_no_address() {
        use MapState::{Live, Unknown};
        assert_eq!(states(Some("a"), &[0, 1], &[("a.bss", 0), ("a.data", 1)]), [Unknown, Live]);
        assert_eq!(states(Some("a"), &[0, 1], &[("a.bss", 0), ("a.bss", 1)]), [MapState::Dead, Live]);
    }

    #[test]
    fn maps_of_one_name_and_another_type_or_value_size_are_other_maps() {
        let map = |map_kva, map_type, value_size| FailureDumpMap {
            name: "stats".to_owned(),
            map_kva,
            map_type,
            value_size,
            max_entries: 1,
            ..FailureDumpMap::default()
        };
        let report = FailureDumpReport {
            active_map_kvas: vec![1, 5],
            maps: [map(1, 6, 8), map(2, 6, 8), map(3, 6, 16), map(4, 2, 8), map(5, 8, 6)].into_iter().collect(),
            ..FailureDumpReport::default()
        };
        let states = MapStates::of(&report);
        let states: Vec<_> = report.maps.iter().map(|map| states.of_map(map).to_string()).collect();
        assert_eq!(states, ["live", "dead", "", "", "live"]);
        // User space can resize a section.
        let section =
            |map_kva, value_size| FailureDumpMap { name: ".data.own".to_owned(), ..map(map_kva, 2, value_size) };
        let report = FailureDumpReport {
            active_map_kvas: vec![1],
            maps: [section(1, 8), section(2, 16)].into_iter().collect(),
            ..FailureDumpReport::default()
        };
        let states = MapStates::of(&report);
        let states: Vec<_> = report.maps.iter().map(|map| states.of_map(map).to_string()).collect();
        assert_eq!(states, ["live", "dead"]);
    }
}
