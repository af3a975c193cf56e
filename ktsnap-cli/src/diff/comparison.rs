//! Counters followed through several reports, separately for each instance of a map.

use std::collections::{BTreeMap, HashMap, HashSet};

use ktsnap_btf::MapKind;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::report::leaves::{LeafValue, integer, leaves};
use crate::report::line::key_text;
use crate::report::maps::{
    CopyState, EntryValues, MapContents, MapEntry, RunningScheduler, Slot, address, has_raw_numbers,
};

/// The maps of several reports, compared.
pub(super) struct Comparison {
    /// Instances of maps that at least two reports contain.
    pub(super) spans: Vec<InstanceSpan>,
    /// Replacements of a map by another instance.
    pub(super) swaps: Vec<Replacement>,
    /// Maps that only one report contains, and the number of that report.
    pub(super) alone: Vec<(String, usize)>,
    /// Maps whose contents were not captured, by reason.
    pub(super) unread: BTreeMap<String, Vec<String>>,
    /// How many counters of each map changed, by a report and the next report that contains the map.
    steps: BTreeMap<(usize, usize), Vec<MapChange>>,
}

/// How many counters of a map changed between two reports.
struct MapChange {
    rose: usize,
    fell: usize,
}

/// Two reports between which counters decrease.
pub(super) struct Decrease {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The number of counters that increased, and of those that decreased.
    pub(super) rose: usize,
    pub(super) fell: usize,
}

/// An instance of a map, over the reports that contain it.
pub(super) struct InstanceSpan {
    pub(super) map: String,
    /// Its address; empty if unknown.
    pub(super) kva: String,
    /// Whether there is another instance with the same name.
    pub(super) is_part: bool,
    /// The numbers of the reports.
    pub(super) reports: Vec<usize>,
    pub(super) rows: Vec<CounterRow>,
    /// MapCounters that the first or the last report lacks.
    pub(super) partly: Vec<String>,
    /// The number of values that were not captured, in the report that lacks most.
    pub(super) missing: usize,
    pub(super) raw: bool,
    /// Why a report contains the map incompletely.
    pub(super) error: Option<String>,
}

/// A counter.
pub(super) struct CounterRow {
    pub(super) name: String,
    is_unsigned: bool,
    /// Its value in each report of the span.
    pub(super) values: Vec<Option<i128>>,
}

/// Maps that are replaced by another instance between two reports.
pub(super) struct Replacement {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) maps: Vec<String>,
    /// Whether the later maps are known to belong to the running scheduler.
    pub(super) live: bool,
}

impl CounterRow {
    pub(super) fn first(&self) -> i128 {
        self.values.first().copied().flatten().unwrap_or_default()
    }

    pub(super) fn last(&self) -> i128 {
        self.values.last().copied().flatten().unwrap_or_default()
    }

    pub(super) fn change(&self) -> i128 {
        self.last() - self.first()
    }

    /// The change from each report to the next.
    pub(super) fn changes(&self) -> Vec<Option<i128>> {
        self.values.iter().zip(self.values.iter().skip(1)).map(|(&a, &b)| Some(b? - a?)).collect()
    }

    pub(super) fn has_changed(&self) -> bool {
        self.values.iter().flatten().any(|&value| value != self.first())
    }
}

impl Comparison {
    /// Compares maps by name: in each report that of the running scheduler, or the only one. If a report has several and does not say
    /// which is live, compares them by address.
    pub(super) fn of(reports: &[FailureDumpReport], is_wanted: &dyn Fn(&str, &str) -> bool) -> Self {
        let running: Vec<_> = reports.iter().map(RunningScheduler::of).collect();
        let (unread, steps) = (BTreeMap::new(), BTreeMap::new());
        let mut comparison = Self { spans: Vec::new(), swaps: Vec::new(), alone: Vec::new(), unread, steps };
        for name in names(reports) {
            let chosen: Vec<_> = running.iter().map(|running| chosen(running, name)).collect();
            if chosen.iter().any(Result::is_err) {
                for copies in by_address(&running, name) {
                    comparison.follow(name, &copies, is_wanted, true);
                }
                continue;
            }
            let copies: Vec<_> = chosen.into_iter().map(|chosen| chosen.ok().flatten()).collect();
            for (from, to) in changes_of_instance(&copies) {
                let map = copies.get(to).copied().flatten();
                // Skip a map that has none of the selected counters.
                let has_wanted = |map| counters_of(map).values.iter().any(|counter| is_wanted(name, &counter.name));
                if !is_wanted(name, "") && !map.is_some_and(has_wanted) {
                    continue;
                }
                let live = map.zip(running.get(to)).is_some_and(|(map, of)| of.state(map) == CopyState::Live);
                comparison.swap(name, from, to, live);
            }
            comparison.follow(name, &copies, is_wanted, false);
        }
        comparison.swaps.sort_by_key(|swap| (swap.from, swap.to, !swap.live));
        // If a live map shows that the scheduler was replaced, its other maps were replaced too.
        comparison.swaps.dedup_by(|later, swap| {
            let same = swap.live && (swap.from, swap.to) == (later.from, later.to);
            if same {
                swap.maps.append(&mut later.maps);
            }
            same
        });
        comparison
    }

    fn swap(&mut self, name: &str, from: usize, to: usize, live: bool) {
        let same = |swap: &&mut Replacement| (swap.from, swap.to, swap.live) == (from, to, live);
        match self.swaps.iter_mut().find(same) {
            Some(swap) => swap.maps.push(name.to_owned()),
            None => self.swaps.push(Replacement { from, to, maps: vec![name.to_owned()], live }),
        }
    }

    /// Adds a span for each run of reports that contain the same instance.
    fn follow(
        &mut self,
        name: &str,
        copies: &[Option<&FailureDumpMap>],
        is_wanted: &dyn Fn(&str, &str) -> bool,
        is_part: bool,
    ) {
        let mut held = copies.iter().enumerate().filter_map(|(at, map)| Some((at, (*map)?))).collect::<Vec<_>>();
        if let [(at, _)] = held.as_slice() {
            self.alone.push((name.to_owned(), *at));
            return;
        }
        let is_part = is_part || held.iter().any(|(_, map)| held.iter().any(|(_, other)| map.map_kva != other.map_kva));
        while let Some(&(_, first)) = held.first() {
            let same = held.iter().take_while(|(_, map)| map.map_kva == first.map_kva).count();
            let later = held.split_off(same);
            if held.len() > 1 {
                self.span(name, &held, is_wanted, is_part);
            }
            held = later;
        }
    }

    /// The first two reports whose order is in doubt, since no map counts up and at least one map counts down. A map counts up or
    /// down if that is true of most of its counters: it may contain gauges too.
    pub(super) fn decrease(&self) -> Option<Decrease> {
        let falls = |steps: &&Vec<MapChange>| {
            let any =
                |of: fn(&MapChange) -> (usize, usize)| steps.iter().map(of).any(|(one, other)| outweighs(one, other));
            any(|step| (step.fell, step.rose)) && !any(|step| (step.rose, step.fell))
        };
        let (&(from, to), steps) = self.steps.iter().find(|(_, steps)| falls(steps))?;
        let sum = |of: fn(&MapChange) -> usize| steps.iter().map(of).sum();
        Some(Decrease { from, to, rose: sum(|step| step.rose), fell: sum(|step| step.fell) })
    }

    fn step(&mut self, held: &[(usize, &FailureDumpMap)], rows: &[CounterRow]) {
        for (at, ((from, _), (to, _))) in held.iter().zip(held.iter().skip(1)).enumerate() {
            let moved = rows.iter().filter(|row| row.is_unsigned).filter_map(|row| {
                let value = |at: usize| row.values.get(at).copied().flatten();
                Some(value(at + 1)?.cmp(&value(at)?))
            });
            let mut step = MapChange { rose: 0, fell: 0 };
            for moved in moved {
                step.rose += usize::from(moved.is_gt());
                step.fell += usize::from(moved.is_lt());
            }
            self.steps.entry((*from, *to)).or_default().push(step);
        }
    }

    fn span(
        &mut self,
        name: &str,
        held: &[(usize, &FailureDumpMap)],
        is_wanted: &dyn Fn(&str, &str) -> bool,
        is_part: bool,
    ) {
        let Some((_, first)) = held.first() else { return };
        let error = held.iter().find_map(|(_, map)| map.error.clone());
        let mut rows: Vec<CounterRow> = Vec::new();
        let mut at: HashMap<String, usize> = HashMap::new();
        let (mut missing, mut raw) = (0, false);
        for (report, (_, map)) in held.iter().enumerate() {
            let counters = counters_of(map);
            missing = missing.max(counters.missing);
            raw |= counters.raw;
            for counter in counters.values {
                let row = *at.entry(counter.name).or_insert_with_key(|name| {
                    rows.push(CounterRow { name: name.clone(), is_unsigned: true, values: vec![None; held.len()] });
                    rows.len() - 1
                });
                if let Some(row) = rows.get_mut(row) {
                    row.is_unsigned &= counter.is_unsigned;
                    if let Some(slot) = row.values.get_mut(report) {
                        *slot = Some(counter.value);
                    }
                }
            }
        }
        // All counters, and not only the selected ones, show the order of the reports.
        self.step(held, &rows);
        rows.retain(|row| is_wanted(name, &row.name));
        if let (true, Some(error)) = (rows.is_empty() && is_wanted(name, ""), &error) {
            let unread = self.unread.entry(error.clone()).or_default();
            if unread.last().is_none_or(|last| last != name) {
                unread.push(name.to_owned());
            }
            return;
        }
        let ends = |row: &CounterRow| {
            row.values.first().is_some_and(Option::is_some) && row.values.last().is_some_and(Option::is_some)
        };
        let (rows, partly): (Vec<_>, Vec<_>) = rows.into_iter().partition(ends);
        self.spans.push(InstanceSpan {
            map: name.to_owned(),
            kva: address(first),
            is_part,
            reports: held.iter().map(|(report, _)| *report).collect(),
            rows,
            partly: partly.into_iter().map(|row| row.name).collect(),
            missing,
            raw,
            error,
        });
    }
}

/// Whether one number is more than twice the other.
fn outweighs(one: usize, other: usize) -> bool {
    one > other.saturating_mul(2)
}

/// The names of all maps, in the order of the reports.
fn names(reports: &[FailureDumpReport]) -> Vec<&str> {
    let mut seen = HashSet::new();
    let all = reports.iter().flat_map(|report| &report.maps).map(|map| map.name.as_str());
    all.filter(|name| seen.insert(*name)).collect()
}

/// The maps with a name, grouped by address.
fn by_address<'r>(running: &[RunningScheduler<'r>], name: &str) -> Vec<Vec<Option<&'r FailureDumpMap>>> {
    let mut addresses: Vec<Vec<Option<&FailureDumpMap>>> = Vec::new();
    let mut at: HashMap<u64, usize> = HashMap::new();
    for (report, of) in running.iter().enumerate() {
        for map in of.copies(name) {
            let at = *at.entry(map.map_kva).or_insert_with(|| {
                addresses.push(vec![None; running.len()]);
                addresses.len() - 1
            });
            if let Some(held) = addresses.get_mut(at).and_then(|held| held.get_mut(report)) {
                *held = Some(map);
            }
        }
    }
    addresses
}

/// The map with a name that `diff` compares, if any; an error if the report has several and does not say which is live.
fn chosen<'r>(running: &RunningScheduler<'r>, name: &str) -> Result<Option<&'r FailureDumpMap>, ()> {
    let copies = running.copies(name);
    if copies.is_empty() {
        return Ok(None);
    }
    running.choose(copies).map(|chosen| Some(chosen.map)).map_err(|_| ())
}

/// Pairs of consecutive reports, of those that contain a map, between which the instance changes.
fn changes_of_instance(copies: &[Option<&FailureDumpMap>]) -> Vec<(usize, usize)> {
    let held: Vec<_> = copies.iter().enumerate().filter_map(|(at, map)| Some((at, (*map)?.map_kva))).collect();
    let pairs = held.iter().zip(held.iter().skip(1));
    pairs.filter(|((_, a), (_, b))| a != b).map(|(&(from, _), &(to, _))| (from, to)).collect()
}

/// The integers in a map.
struct MapCounters {
    /// In the order of the keys, and of BTF below a key.
    values: Vec<CounterValue>,
    /// The number of values that exist in C but were not captured. They do not count as zeros.
    missing: usize,
    /// Whether the type of the values is unknown.
    raw: bool,
}

/// An integer, or the sum of a per-CPU integer.
struct CounterValue {
    /// Its path in the map.
    name: String,
    value: i128,
    /// Whether its type is unsigned. A signed integer may decrease.
    is_unsigned: bool,
}

/// Collects every integer of a map: members and elements, summed over CPUs, and entries by key.
fn counters_of(map: &FailureDumpMap) -> MapCounters {
    let mut counters = MapCounters { values: Vec::new(), missing: 0, raw: has_raw_numbers(map) };
    match MapContents::of(map) {
        MapContents::One(Some(value)) => counters.add("", &value),
        MapContents::One(None) | MapContents::Other(_) | MapContents::Nothing => {}
        MapContents::Entries(entries) => {
            let most = usize::try_from(map.max_entries).unwrap_or(usize::MAX);
            // An array has `max_entries` entries; the number of entries of a hash map is unknown.
            if matches!(MapKind::from_number(map.map_type), MapKind::Array | MapKind::PercpuArray) {
                counters.lacks(most.saturating_sub(entries.len()));
            }
            let only = entries.len() == 1 && most <= 1;
            for entry in &entries {
                let key = if only { String::new() } else { format!("[{}]", key_text(&entry.key, 40)) };
                counters.entry(&key, entry);
            }
        }
    }
    counters
}

impl MapCounters {
    /// Counts missing values. Saturates, since a damaged report can declare any length.
    fn lacks(&mut self, more: usize) {
        self.missing = self.missing.saturating_add(more);
    }

    fn entry(&mut self, key: &str, entry: &MapEntry<'_>) {
        match &entry.slots {
            EntryValues::One(Some(value)) => self.add(key, value),
            EntryValues::One(None) => self.lacks(1),
            EntryValues::PerCpu(slots) => self.sum(key, slots),
        }
    }

    fn add(&mut self, key: &str, value: &RenderedValue) {
        let (values, missing) = (&mut self.values, &mut self.missing);
        leaves(value, usize::MAX, &mut |path, leaf| match leaf {
            LeafValue::Value(leaf) => values.extend(integer(leaf).map(|value| {
                let is_unsigned = is_unsigned(leaf);
                CounterValue { name: joined(key, path), value, is_unsigned }
            })),
            LeafValue::Missing(more) => *missing = missing.saturating_add(more),
        });
    }

    /// Adds the sums over all CPUs. If the value of one CPU is missing, there is no sum.
    fn sum(&mut self, key: &str, slots: &[Slot<'_>]) {
        let captured = slots.iter().flatten().count();
        if captured < slots.len() || slots.is_empty() {
            self.lacks((slots.len() - captured).max(1));
            return;
        }
        let mut sums: Vec<(CounterValue, usize)> = Vec::new();
        let mut at: HashMap<String, usize> = HashMap::new();
        for slot in slots.iter().flatten() {
            leaves(slot, usize::MAX, &mut |path, leaf| match leaf {
                LeafValue::Value(value) => {
                    let Some(number) = integer(value) else { return };
                    let at = *at.entry(path.to_owned()).or_insert_with(|| {
                        sums.push((CounterValue { name: joined(key, path), value: 0, is_unsigned: true }, 0));
                        sums.len() - 1
                    });
                    if let Some((sum, cpus)) = sums.get_mut(at) {
                        sum.value += number;
                        sum.is_unsigned &= is_unsigned(value);
                        *cpus += 1;
                    }
                }
                LeafValue::Missing(more) => self.lacks(more),
            });
        }
        for (sum, cpus) in sums {
            if cpus == slots.len() {
                self.values.push(sum);
            } else {
                self.lacks(slots.len().abs_diff(cpus));
            }
        }
    }
}

fn is_unsigned(value: &RenderedValue) -> bool {
    matches!(value, RenderedValue::Uint { .. })
}

fn joined(key: &str, path: &str) -> String {
    let dot = if key.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
    format!("{key}{dot}{path}")
}
