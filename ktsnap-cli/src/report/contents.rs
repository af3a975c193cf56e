//! The contents of a map, independent of the report's field that they are in.

use std::borrow::Cow;

use ktsnap_core::report::{FailureDumpMap, RenderedValue};

/// The contents of a map.
pub(crate) enum MapContents<'r> {
    /// The only value: a global section, or an array with one entry.
    One(Slot<'r>),
    /// Keys and values.
    Entries(Vec<MapEntry<'r>>),
    /// A map without keys, described by a count: `3 of 16 pages`.
    Other(String),
    /// Nothing was captured.
    Nothing,
}

/// A value, if it was captured.
pub(crate) type Slot<'r> = Option<Cow<'r, RenderedValue>>;

/// An entry of a map.
pub(crate) struct MapEntry<'r> {
    pub(crate) key: MapKey<'r>,
    pub(crate) slots: EntryValues<'r>,
    /// The target of a pointer in the value.
    pub(crate) payload: Option<&'r RenderedValue>,
}

/// The key of an entry.
pub(crate) enum MapKey<'r> {
    /// The index in an array.
    Index(u32),
    /// A typed key of a hash map, and its bytes in hex.
    Rendered(&'r RenderedValue, &'r str),
    /// The bytes of an untyped key in hex.
    Hex(&'r str),
}

/// The values of an entry.
pub(crate) enum EntryValues<'r> {
    /// One value.
    One(Slot<'r>),
    /// A value per CPU; empty if the key could not be read.
    PerCpu(Vec<Slot<'r>>),
}

impl<'r> MapContents<'r> {
    pub(crate) fn of(map: &'r FailureDumpMap) -> Self {
        if let Some(value) = &map.value {
            // A name with a dot is that of a section, whose bytes are not one integer.
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
    /// The number of CPUs, if the entry has a value per CPU.
    pub(crate) fn cpus(&self) -> Option<usize> {
        match &self.slots {
            EntryValues::One(_) => None,
            EntryValues::PerCpu(slots) => Some(slots.len()),
        }
    }
}

/// Whether the map has untyped values that are shown as integers.
pub(crate) fn has_raw_numbers(map: &FailureDumpMap) -> bool {
    let raw = |value: &RenderedValue| !map.name.contains('.') && matches!(number(value), Cow::Owned(_));
    map.value.as_ref().is_some_and(raw)
        || map.array_entries.iter().filter_map(|entry| entry.value.as_ref()).any(raw)
        || map.entries.iter().filter_map(|entry| entry.value.as_ref()).any(raw)
        || map.percpu_entries.iter().flat_map(|entry| &entry.per_cpu).flatten().any(raw)
        || map.percpu_hash_entries.iter().flat_map(|entry| &entry.per_cpu).flatten().any(raw)
}

/// Reads an untyped value with the size of an integer as a little-endian integer: it is a counter, as in scx_rusty's `stats`.
/// No report of a big-endian machine is known.
fn number(value: &RenderedValue) -> Cow<'_, RenderedValue> {
    match value {
        RenderedValue::Bytes { hex } => integer(hex).map_or(Cow::Borrowed(value), Cow::Owned),
        _ => Cow::Borrowed(value),
    }
}

fn integer(hex: &str) -> Option<RenderedValue> {
    // The longest integer has eight bytes and seven spaces.
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

/// Describes a map that has no keys and values.
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
    fn bytes_with_the_size_of_an_integer_are_an_integer() {
        assert_eq!(integer("47 00 00 00 00 00 00 00"), Some(RenderedValue::Uint { bits: 64, value: 0x47 }));
        assert_eq!(integer("ff ff 00 01"), Some(RenderedValue::Uint { bits: 32, value: 0x0100_ffff }));
        for hex in ["", "4", "47 00 00", "zz 00", "+1 00", "47  00", "00 00 00 00 00 00 00 00 00"] {
            assert_eq!(integer(hex), None, "{hex}");
        }
    }
}
