//! The counters in a captured map: every integer, with its path.

use ktsnap_btf::MapKind;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::counters::Int;
use crate::report::leaves::{LeafValue, integer, leaves};
use crate::report::line::key_name;
use crate::report::maps::{EntryValues, MapContents, MapKey, Slot};

/// A part of a map.
pub(crate) enum Reading<'c> {
    /// An integer with its path in the map: members and elements, below the key of an entry.
    Counter {
        name: &'c str,
        value: CounterValue<'c>,
        /// Its type. A signed integer may decrease.
        int: Int,
    },
    /// Values that exist in C but were not captured, and the path to them. They do not count as zeros.
    Missing { path: &'c str, values: usize },
}

/// The value of a counter.
#[derive(Clone, Copy)]
pub(crate) enum CounterValue<'c> {
    One(i128),
    /// The values per CPU. A value that was not captured is `None`.
    PerCpu(&'c [Option<i128>]),
}

/// Visits every integer of a map in the order of the keys, and of BTF below a key.
pub(crate) fn each(map: &FailureDumpMap, visit: &mut dyn FnMut(Reading<'_>)) {
    match MapContents::of(map) {
        MapContents::One(Some(value)) => one("", &value, visit),
        MapContents::One(None) | MapContents::Other(_) | MapContents::Nothing => {}
        MapContents::Entries(entries) => {
            let most = usize::try_from(map.max_entries).unwrap_or(usize::MAX);
            // An array has `max_entries` entries; the number of entries of a hash map is unknown.
            let is_array = matches!(MapKind::from_number(map.map_type), MapKind::Array | MapKind::PercpuArray);
            if is_array && most > entries.len() {
                visit(Reading::Missing { path: "[", values: most - entries.len() });
            }
            for entry in &entries {
                let key = entry_path(map, entries.len(), &entry.key);
                match &entry.slots {
                    EntryValues::One(Some(value)) => one(&key, value, visit),
                    EntryValues::One(None) => visit(Reading::Missing { path: &key, values: 1 }),
                    EntryValues::PerCpu(slots) => per_cpu(&key, slots, visit),
                }
            }
        }
    }
}

/// The path of an entry, one of `count`, in the names of its counters: its key, as a number. The only entry of a map has none.
pub(crate) fn entry_path(map: &FailureDumpMap, count: usize, key: &MapKey<'_>) -> String {
    match key {
        _ if count == 1 && map.max_entries <= 1 => String::new(),
        MapKey::Named(index, _) => format!("[{index}]"),
        key => format!("[{}]", key_name(key)),
    }
}

/// Visits the name of every integer that a map can hold: also those of the characters of a text, which is not a counter only because
/// of its current bytes.
pub(super) fn each_name(map: &FailureDumpMap, visit: &mut dyn FnMut(&str)) {
    match MapContents::of(map) {
        MapContents::One(Some(value)) => names_below("", &value, visit),
        MapContents::Entries(entries) => {
            for entry in &entries {
                let key = entry_path(map, entries.len(), &entry.key);
                match &entry.slots {
                    EntryValues::One(value) => value.iter().for_each(|value| names_below(&key, value, visit)),
                    EntryValues::PerCpu(slots) => {
                        slots.iter().flatten().for_each(|value| names_below(&key, value, visit));
                    }
                }
            }
        }
        MapContents::One(None) | MapContents::Other(_) | MapContents::Nothing => {}
    }
}

/// Visits the name of every integer that a value with this path can hold. See [`each_name`].
pub(super) fn names_below(path: &str, value: &RenderedValue, visit: &mut dyn FnMut(&str)) {
    leaves(value, usize::MAX, &mut |below, leaf| match leaf {
        LeafValue::Value(RenderedValue::Array { .. }) => visit(&format!("{}[0]", joined(path, below))),
        LeafValue::Value(value) if integer(value).is_some() => visit(&joined(path, below)),
        _ => {}
    });
}

fn one(key: &str, value: &RenderedValue, visit: &mut dyn FnMut(Reading<'_>)) {
    let mut name = String::new();
    leaves(value, usize::MAX, &mut |path, leaf| match leaf {
        LeafValue::Value(leaf) => {
            if let Some(value) = integer(leaf) {
                join(key, path, &mut name);
                let value = CounterValue::One(value);
                visit(Reading::Counter { name: &name, value, int: int(leaf) });
            }
        }
        LeafValue::Missing(values) => {
            join(key, path, &mut name);
            visit(Reading::Missing { path: &name, values });
        }
    });
}

/// The integers with one path, on each CPU.
struct OnCpus {
    path: String,
    values: Vec<Option<i128>>,
    int: Int,
}

fn per_cpu(key: &str, slots: &[Slot<'_>], visit: &mut dyn FnMut(Reading<'_>)) {
    let captured = slots.iter().flatten().count();
    if captured < slots.len() || slots.is_empty() {
        visit(Reading::Missing { path: key, values: (slots.len() - captured).max(1) });
    }
    let mut found: Vec<OnCpus> = Vec::new();
    let mut missing = 0_usize;
    for (cpu, slot) in slots.iter().enumerate() {
        let Some(slot) = slot else { continue };
        let mut next = 0;
        leaves(slot, usize::MAX, &mut |path, leaf| match leaf {
            LeafValue::Value(value) => {
                let Some(number) = integer(value) else { return };
                // Every CPU has the same members in the same order, unless values are missing.
                let at = match found.get(next) {
                    Some(of) if of.path == path => next,
                    _ => found.iter().position(|of| of.path == path).unwrap_or_else(|| {
                        found.push(OnCpus { path: path.to_owned(), values: vec![None; slots.len()], int: int(value) });
                        found.len() - 1
                    }),
                };
                next = at + 1;
                if let Some(of) = found.get_mut(at) {
                    of.int.signed |= int(value).signed;
                    if let Some(slot) = of.values.get_mut(cpu) {
                        *slot = Some(number);
                    }
                }
            }
            LeafValue::Missing(more) => missing = missing.saturating_add(more),
        });
    }
    let mut name = String::new();
    for OnCpus { path, values, int } in &found {
        let lacking = values.iter().filter(|value| value.is_none()).count();
        // The slots that were not captured are counted already.
        missing = missing.saturating_add(lacking.saturating_sub(slots.len() - captured));
        join(key, path, &mut name);
        visit(Reading::Counter { name: &name, value: CounterValue::PerCpu(values), int: *int });
    }
    if missing > 0 {
        visit(Reading::Missing { path: key, values: missing });
    }
}

/// The type of an integer. A bitfield has the size of the bytes that hold its bits.
fn int(value: &RenderedValue) -> Int {
    let (bits, signed) = match value {
        RenderedValue::Int { bits, .. } => (*bits, true),
        RenderedValue::Uint { bits, .. } => (*bits, false),
        _ => (64, false),
    };
    Int { size: bits.div_ceil(8).into(), signed }
}

fn joined(key: &str, path: &str) -> String {
    let mut name = String::new();
    join(key, path, &mut name);
    name
}

fn join(key: &str, path: &str, name: &mut String) {
    name.clear();
    name.push_str(key);
    if !key.is_empty() && !path.is_empty() && !path.starts_with('[') {
        name.push('.');
    }
    name.push_str(path);
}
