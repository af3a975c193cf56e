//! What a map holds, whichever of the report's fields it stands in.

use std::borrow::Cow;

use ktsnap_core::report::{FailureDumpMap, RenderedValue};

/// A map's contents.
pub(crate) enum MapContents<'r> {
    /// One value: a global section, or an array of one entry.
    One(Slot<'r>),
    /// Keys and values.
    Entries(Vec<MapEntry<'r>>),
    /// What has no keys, as it is counted: `3 of 16 pages`.
    Other(String),
    /// Nothing was captured.
    Nothing,
}

/// A value, if it was captured.
pub(crate) type Slot<'r> = Option<Cow<'r, RenderedValue>>;

/// One key.
pub(crate) struct MapEntry<'r> {
    pub(crate) key: MapKey<'r>,
    pub(crate) slots: EntryValues<'r>,
    /// What a pointer in the value led to.
    pub(crate) payload: Option<&'r RenderedValue>,
}

/// What stands before the value.
pub(crate) enum MapKey<'r> {
    /// An index of an array.
    Index(u32),
    /// A key of a hash, and its bytes.
    Rendered(&'r RenderedValue, &'r str),
    /// A key without a type.
    Hex(&'r str),
}

/// What stands below a key.
pub(crate) enum EntryValues<'r> {
    /// A value.
    One(Slot<'r>),
    /// One a CPU; none where the key could not be read.
    PerCpu(Vec<Slot<'r>>),
}

impl<'r> MapContents<'r> {
    pub(crate) fn of(map: &'r FailureDumpMap) -> Self {
        if let Some(value) = &map.value {
            // What has a dot in its name is a section: its bytes are no integer.
            return Self::One(Some(if map.name.contains('.') { Cow::Borrowed(value) } else { number(value) }));
        }
        let per_cpu = |slots: &'r [Option<RenderedValue>]| {
            EntryValues::PerCpu(slots.iter().map(|slot| slot.as_ref().map(number)).collect())
        };
        let entries: Vec<MapEntry<'r>> = if !map.array_entries.is_empty() {
            let entry = |key, value: &'r Option<RenderedValue>| MapEntry {
                key: MapKey::Index(key),
                slots: EntryValues::One(value.as_ref().map(number)),
                payload: None,
            };
            map.array_entries.iter().map(|of| entry(of.key, &of.value)).collect()
        } else if !map.percpu_entries.is_empty() {
            let entry = |key, slots| MapEntry { key: MapKey::Index(key), slots: per_cpu(slots), payload: None };
            map.percpu_entries.iter().map(|of| entry(of.key, of.per_cpu.as_slice())).collect()
        } else if !map.entries.is_empty() {
            let entry = |of: &'r ktsnap_core::report::FailureDumpEntry| MapEntry {
                key: MapKey::of(of.key.as_ref(), &of.key_hex),
                slots: EntryValues::One(of.value.as_ref().map(number).or_else(|| untyped(&of.value_hex))),
                payload: of.payload.as_ref(),
            };
            map.entries.iter().map(entry).collect()
        } else {
            let entry = |of: &'r ktsnap_core::report::FailureDumpPercpuHashEntry| MapEntry {
                key: MapKey::of(of.key.as_ref(), &of.key_hex),
                slots: per_cpu(&of.per_cpu),
                payload: None,
            };
            map.percpu_hash_entries.iter().map(entry).collect()
        };
        if !entries.is_empty() {
            return Self::Entries(entries);
        }
        other(map).map_or(Self::Nothing, Self::Other)
    }
}

impl<'r> MapKey<'r> {
    fn of(key: Option<&'r RenderedValue>, hex: &'r str) -> Self {
        key.map_or(Self::Hex(hex), |key| Self::Rendered(key, hex))
    }
}

impl MapEntry<'_> {
    /// The number of CPUs, where there is a value for each.
    pub(crate) fn cpus(&self) -> Option<usize> {
        match &self.slots {
            EntryValues::One(_) => None,
            EntryValues::PerCpu(slots) => Some(slots.len()),
        }
    }
}

/// Whether values without a type are shown as numbers.
pub(crate) fn has_raw_numbers(map: &FailureDumpMap) -> bool {
    let raw = |value: &RenderedValue| !map.name.contains('.') && matches!(number(value), Cow::Owned(_));
    map.value.as_ref().is_some_and(raw)
        || map.array_entries.iter().filter_map(|entry| entry.value.as_ref()).any(raw)
        || map.entries.iter().filter_map(|entry| entry.value.as_ref()).any(raw)
        || map.percpu_entries.iter().flat_map(|entry| &entry.per_cpu).flatten().any(raw)
        || map.percpu_hash_entries.iter().flat_map(|entry| &entry.per_cpu).flatten().any(raw)
}

/// A value without a type that has an integer's size is a counter, as scx_rusty's `stats` are. Machines that run
/// sched_ext schedulers are little-endian but for one, and that one has no report yet.
fn number(value: &RenderedValue) -> Cow<'_, RenderedValue> {
    match value {
        RenderedValue::Bytes { hex } => integer(hex).map_or(Cow::Borrowed(value), Cow::Owned),
        _ => Cow::Borrowed(value),
    }
}

fn integer(hex: &str) -> Option<RenderedValue> {
    // The longest: eight bytes with a space between.
    if hex.len() > 23 {
        return None;
    }
    let bytes: Vec<u8> = hex.split(' ').map(byte).collect::<Option<_>>()?;
    let bits = match bytes.len() {
        1 => 8,
        2 => 16,
        4 => 32,
        8 => 64,
        _ => return None,
    };
    let value = bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte));
    Some(RenderedValue::Uint { bits, value })
}

fn byte(hex: &str) -> Option<u8> {
    (hex.len() == 2 && !hex.starts_with('+')).then(|| u8::from_str_radix(hex, 16).ok())?
}

fn untyped<'r>(hex: &str) -> Slot<'r> {
    let bytes = || RenderedValue::Bytes { hex: hex.to_owned() };
    (!hex.is_empty()).then(|| Cow::Owned(integer(hex).unwrap_or_else(bytes)))
}

/// What is no table of keys and values, counted.
fn other(map: &FailureDumpMap) -> Option<String> {
    if let Some(arena) = &map.arena {
        return Some(format!("{} of {} pages", arena.pages.len(), arena.declared_pages));
    }
    if let Some(ringbuf) = &map.ringbuf {
        return Some(format!("{} of {} bytes pending", ringbuf.pending_bytes, ringbuf.capacity));
    }
    if let Some(stacks) = &map.stack_trace {
        return Some(format!("{} of {} stacks", stacks.entries.len(), stacks.n_buckets));
    }
    map.fd_array.as_ref().map(|fds| format!("{} of {} slots filled", fds.populated, fds.scanned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_an_integers_size_are_a_number() {
        assert_eq!(integer("47 00 00 00 00 00 00 00"), Some(RenderedValue::Uint { bits: 64, value: 0x47 }));
        assert_eq!(integer("ff ff 00 01"), Some(RenderedValue::Uint { bits: 32, value: 0x0100_ffff }));
        for hex in ["", "4", "47 00 00", "zz 00", "+1 00", "47  00", "00 00 00 00 00 00 00 00 00"] {
            assert_eq!(integer(hex), None, "{hex}");
        }
    }
}
