//! The candidates of one location in one report: the maps that a read may mean.

use super::facts::{MapFacts, ReportFacts};
use super::live::LiveMaps;
use super::rule::{Decision, Naming, Siblings, Tally, decide};
use super::running::{ActiveScheduler, Running, View, find};
use crate::typed::Location;

/// The candidates (rule 1). They are an iteration over the report's maps, not a list, so that a read allocates nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidates<'s, 'r, R> {
    report: R,
    location: &'s Location,
    pub(crate) running: Running<'r>,
    /// The scheduler to which the view is narrowed.
    narrowed_to: Option<ActiveScheduler<'r>>,
    /// Only maps with this number of entries.
    max_entries: Option<u32>,
}

/// A part of the candidates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subset<'r> {
    /// Only maps that may be of this object.
    pub(crate) obj: Option<&'r str>,
    /// Only maps at these addresses.
    pub(crate) map_kvas: Option<&'r [u64]>,
}

impl Subset<'_> {
    pub(crate) const ALL: Self = Self { obj: None, map_kvas: None };
}

impl<'s, 'r, R: ReportFacts<'r>> Candidates<'s, 'r, R> {
    /// `active` is the report's running scheduler and `narrowed_to` the one that the view is narrowed to.
    #[inline]
    pub(crate) fn of(
        report: R,
        location: &'s Location,
        active: Option<ActiveScheduler<'r>>,
        narrowed_to: Option<ActiveScheduler<'r>>,
    ) -> Self {
        let running = Running::new(report, active);
        let mut candidates = Self { report, location, running, narrowed_to, max_entries: None };
        if let Location::Map { max_entries, .. } = *location {
            // Don't filter by `max_entries` if that would drop a map listed as live; user space may have resized it.
            let mut is_any_exact = false;
            let live = running.live_maps();
            let is_only_exact_listed = candidates.in_view(Subset::ALL).all(|map| {
                let is_exact = map.max_entries() == max_entries;
                is_any_exact |= is_exact;
                is_exact || !live.lists(map.map_kva())
            });
            candidates.max_entries = (is_only_exact_listed && is_any_exact).then_some(max_entries);
        }
        candidates
    }

    /// The candidates in the view.
    pub(crate) fn in_view(&self, subset: Subset<'r>) -> impl Iterator<Item = R::Map> + use<'_, 's, 'r, R> {
        let view = View::of(self.narrowed_to);
        self.captured(subset).filter(move |map| view.shows(map.name(), map.map_kva()))
    }

    /// The candidates in the whole report, even if the view is narrowed.
    pub(crate) fn captured(&self, subset: Subset<'r>) -> impl Iterator<Item = R::Map> + use<'_, 's, 'r, R> {
        let listed = subset.map_kvas.map(LiveMaps::new);
        self.report.maps().filter(move |map| {
            self.has(*map)
                && subset.obj.is_none_or(|obj| self.location.may_be_of_obj(map.name(), obj))
                && listed.as_ref().is_none_or(|listed| listed.lists(map.map_kva()))
        })
    }

    /// The candidates of the running object.
    pub(crate) fn of_running(&self) -> Subset<'r> {
        Subset { obj: self.running.obj, map_kvas: None }
    }

    /// Those of them that are listed as live.
    pub(crate) fn listed(&self) -> Subset<'r> {
        Subset { map_kvas: Some(self.running.live), ..self.of_running() }
    }

    /// Rules 2 to 4, without a picker.
    pub(crate) fn decide(&self) -> Decision<R::Map> {
        let (view, live) = (View::of(self.narrowed_to), self.running.live_maps());
        let mut tally = Tally::default();
        for map in self.report.maps().filter(|map| self.has(*map)) {
            let is_own = self.running.obj.is_none_or(|obj| self.location.may_be_of_obj(map.name(), obj));
            tally.add(map, is_own, view.shows(map.name(), map.map_kva()), |map_kva| live.lists(map_kva));
        }
        decide(&tally, Naming::of(self.location), &self.running, || {
            Siblings::of(self.report, &self.running, |map_kva| live.lists(map_kva))
        })
    }

    #[inline]
    fn has(&self, map: R::Map) -> bool {
        self.location.may_be(map.name(), map.map_type(), map.value_size())
            && self.max_entries.is_none_or(|entries| map.max_entries() == entries)
    }
}

/// The map that the rules select by the report's facts, whatever variables it holds. `None` if they refuse all candidates, or
/// leave several.
pub fn selected<'r, R: ReportFacts<'r>>(report: R, location: &Location) -> Option<R::Map> {
    match Candidates::of(report, location, find(report), None).decide() {
        Decision::Listed(map) | Decision::Only { map, .. } => Some(map),
        _ => None,
    }
}

/// Whether [`Snapshot::active`](crate::Snapshot::active) and the lookups of variables see the maps of a location: those of
/// `.bss`, `.data` and `.rodata`.
#[must_use]
pub fn is_seen_by_view(location: &Location) -> bool {
    Naming::of(location) == Naming::Global
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FailureDumpMap, FailureDumpReport};

    const BSS: Location = Location::Section { name: ".bss", size: 8 };
    const STATS: Location = Location::Map { name: "stats", map_type: 2, value_size: 8, max_entries: 1, per_cpu: false };

    /// A report of an object `a`, with these live maps. Each map is a name and an address.
    fn report(live: &[u64], maps: &[(&str, u64)]) -> FailureDumpReport {
        let map = |(name, map_kva): &(&str, u64)| FailureDumpMap {
            name: (*name).to_owned(),
            map_kva: *map_kva,
            map_type: 2,
            value_size: 8,
            max_entries: 1,
            ..FailureDumpMap::default()
        };
        FailureDumpReport {
            active_obj_name: Some("a".to_owned()),
            active_map_kvas: live.to_vec(),
            maps: maps.iter().map(map).collect(),
            ..FailureDumpReport::default()
        }
    }

    #[test]
    fn the_map_of_the_running_scheduler_is_selected_whatever_its_name_is() {
        let report = report(&[1, 4], &[("a.bss", 1), ("a.bss", 2), ("stats", 3), ("stats", 4)]);
        let selected = |location: &Location| selected(&report, location).map(|map| map.map_kva);
        assert_eq!((selected(&BSS), selected(&STATS)), (Some(1), Some(4)));
        let missing = Location::Section { name: ".data", size: 8 };
        assert_eq!(selected(&missing), None);
    }

    #[test]
    fn nothing_of_a_placeholder_is_selected() {
        let report = FailureDumpReport { is_placeholder: true, ..report(&[], &[("a.bss", 1)]) };
        assert!(selected(&report, &BSS).is_none());
        let captured = FailureDumpReport { is_placeholder: false, ..report };
        assert!(selected(&captured, &BSS).is_some());
    }

    #[test]
    fn the_view_sees_the_plain_sections() {
        let section = |name| is_seen_by_view(&Location::Section { name, size: 8 });
        assert_eq!([".bss", ".data", ".rodata"].map(section), [true; 3]);
        assert_eq!([".kconfig", ".data.own"].map(section), [false; 2]);
        assert!(!is_seen_by_view(&STATS));
    }
}
