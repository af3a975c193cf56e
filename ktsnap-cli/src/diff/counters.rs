//! The counters in a map of a report.

use std::collections::HashMap;

use ktsnap_btf::MapKind;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::report::contents::{EntryValues, MapContents, MapEntry, Slot, has_raw_numbers};
use crate::report::leaves::{LeafValue, integer, leaves};
use crate::report::line::key_text;

/// The integers in a map.
pub(super) struct MapCounters {
    /// In the order of the keys, and of BTF below a key.
    pub(super) values: Vec<CounterValue>,
    /// The number of values that exist in C but were not captured. They do not count as zeros.
    pub(super) missing: usize,
    /// Whether the type of the values is unknown.
    pub(super) raw: bool,
}

/// An integer, or the sum of a per-CPU integer.
pub(super) struct CounterValue {
    /// Its path in the map.
    pub(super) name: String,
    pub(super) value: i128,
    /// Whether its type is unsigned. A signed integer may decrease.
    pub(super) is_unsigned: bool,
}

/// Collects every integer of a map: members and elements, summed over CPUs, and entries by key.
pub(super) fn of(map: &FailureDumpMap) -> MapCounters {
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
