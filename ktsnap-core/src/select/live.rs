//! The list of live maps, for a search that compares it with many maps.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

/// The number of addresses that one search compares before it makes a set of them. The list of a report has some ten, so a
/// search of a report allocates nothing.
const MANY: usize = 1 << 14;

/// The addresses of the live maps, during one search. Both the maps and the list of a broken report can be long.
pub(crate) struct LiveMaps<'r> {
    list: &'r [u64],
    compared: Cell<usize>,
    set: OnceCell<HashSet<u64>>,
}

impl<'r> LiveMaps<'r> {
    #[inline]
    pub(crate) fn new(list: &'r [u64]) -> Self {
        Self { list, compared: Cell::new(0), set: OnceCell::new() }
    }

    /// Whether an address is in the list. The address 0 means that the address is unknown.
    #[inline]
    pub(crate) fn lists(&self, map_kva: u64) -> bool {
        if map_kva == 0 {
            return false;
        }
        if self.compared.get() >= MANY {
            let set = self.set.get_or_init(|| {
                count(self.list.len());
                self.list.iter().copied().collect()
            });
            count(1);
            return set.contains(&map_kva);
        }
        count(self.list.len());
        self.compared.set(self.compared.get().saturating_add(self.list.len()));
        self.list.contains(&map_kva)
    }
}

/// Counts the addresses that are compared. It does nothing outside of this crate's unit tests.
#[inline]
fn count(_addresses: usize) {
    #[cfg(test)]
    tests::COMPARED.with(|compared| compared.set(compared.get() + _addresses));
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::resolve::by_every_rule;
    use crate::report::FailureDumpReport;
    use crate::typed::{Location, Schema};
    use crate::view::Snapshot;

    thread_local! {
        pub(super) static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    const BSS: Schema = Schema::new("a.bpf.o", Location::Section { name: ".bss", size: 8 }, &[], &[]);
    const COUNTS: Schema = Schema::new(
        "a.bpf.o",
        Location::Map { name: "counts", map_type: 2, value_size: 8, max_entries: 1, per_cpu: false },
        &[],
        &[],
    );

    /// The number of addresses that are compared in a report of `count` maps of each name and `count` live maps. One of
    /// the live maps was captured.
    fn compared(count: u64, look: impl Fn(&Snapshot<'_>)) -> usize {
        let map = |at: u64| {
            let name = if at.is_multiple_of(2) { "a.bss" } else { "counts" };
            let head = format!(r#""name": "{name}", "map_kva": {}, "map_type": 2"#, at + 1);
            format!(r#"{{{head}, "value_size": 8, "max_entries": 1, "value": {{"kind": "struct", "members": []}}}}"#)
        };
        let maps: Vec<_> = (0..2 * count).map(map).collect();
        let json = format!(r#"{{"schema": "single", "active_obj_name": "a", "maps": [{}]}}"#, maps.join(","));
        let mut report = FailureDumpReport::from_json(&json).unwrap();
        report.active_map_kvas = (1 << 32..).take(usize::try_from(count).unwrap()).chain([2 * count - 1]).collect();
        let before = COMPARED.with(Cell::get);
        look(&Snapshot::new(&report));
        COMPARED.with(Cell::get) - before
    }

    #[test]
    fn a_long_list_of_live_maps_is_compared_with_many_maps_in_proportion() {
        let looks: [&dyn Fn(&Snapshot<'_>); 5] = [
            &|snapshot| assert_eq!(snapshot.active().unwrap().map_count(), 1),
            &|snapshot| _ = snapshot.active().unwrap().var("missing").as_u64().unwrap_err(),
            &|snapshot| assert!(snapshot.to_string().contains(", live")),
            &|snapshot| _ = by_every_rule(snapshot, &BSS, None).map(|found| found.pick().unwrap()),
            &|snapshot| _ = by_every_rule(snapshot, &COUNTS, None).map(|found| found.pick()),
        ];
        for (index, look) in looks.into_iter().enumerate() {
            let (some, twice) = (compared(2000, look), compared(4000, look));
            assert!(some > 2000 && twice < some * 5 / 2, "{index}: {some} {twice}");
        }
    }
}
