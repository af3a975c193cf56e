//! The maps of a report: which copy is the running scheduler's, and the contents, independent of the report's field that they are in.

use std::borrow::Cow;
use std::collections::HashMap;

use ktsnap_btf::MapKind;
use ktsnap_core::__private::select::MapStates;
pub(crate) use ktsnap_core::__private::select::{
    MapState as CopyState, PREFIXED_SECTIONS as SECTIONS, prefixed_section as section_of,
};
use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use ktsnap_core::{FailureDumpReport, SnapshotError};

use super::leaves::named;
use crate::screen::text::{count, cut};

/// A map's address in the form that the arguments accept.
pub(crate) fn address(map: &FailureDumpMap) -> String {
    address_text(map.map_kva)
}

/// An address in the form that the arguments accept; empty if it is unknown.
pub(crate) fn address_text(map_kva: u64) -> String {
    match map_kva {
        0 => String::new(),
        kva => format!("{kva:#x}"),
    }
}

/// The running scheduler of a report, and the state of each copy.
pub(crate) struct RunningScheduler<'r> {
    report: &'r FailureDumpReport,
    /// The maps of each name, in the order of the report.
    by_name: HashMap<&'r str, Vec<&'r FailureDumpMap>>,
    states: MapStates<'r>,
    /// The object that the view can be narrowed to, or the reason why there is none.
    pub(crate) obj: Result<&'r str, String>,
}

/// A map that was chosen among the maps of its name.
pub(crate) struct ChosenCopy<'r> {
    pub(crate) map: &'r FailureDumpMap,
    pub(crate) state: CopyState,
    /// The other maps of that name.
    pub(crate) aside: Vec<&'r FailureDumpMap>,
}

impl<'r> RunningScheduler<'r> {
    pub(crate) fn of(report: &'r FailureDumpReport) -> Self {
        let states = MapStates::of(report);
        let mut by_name: HashMap<&str, Vec<&FailureDumpMap>> = HashMap::new();
        for map in &report.maps {
            by_name.entry(&map.name).or_default().push(map);
        }
        let obj = states.active_obj().map_err(|error| reason(&error));
        Self { report, by_name, states, obj }
    }

    /// Whether the report names this object, so that it is not merely the only captured object.
    pub(crate) fn is_named(&self) -> bool {
        self.obj.as_ref().is_ok_and(|obj| self.report.active_obj_name.as_deref() == Some(obj))
    }

    /// The object that the report names as running, whether or not it was captured, or else the only captured object.
    pub(crate) fn running_obj(&self) -> Option<&'r str> {
        self.states.running_obj()
    }

    /// The number of captured maps that the report lists as live.
    pub(crate) fn listed(&self) -> usize {
        self.report.maps.iter().filter(|map| self.states.lists(map)).count()
    }

    /// Whether a map is the running scheduler's.
    pub(crate) fn state(&self, map: &FailureDumpMap) -> CopyState {
        self.states.of_map(map)
    }

    /// All maps, in the order of the report.
    pub(crate) fn maps(&self) -> impl Iterator<Item = &'r FailureDumpMap> {
        self.report.maps.iter()
    }

    /// All maps of that name.
    pub(crate) fn copies(&self, name: &str) -> Vec<&'r FailureDumpMap> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// Chooses the running scheduler's copy or the only copy. Returns all copies if neither exists.
    pub(crate) fn choose(&self, copies: Vec<&'r FailureDumpMap>) -> Result<ChosenCopy<'r>, Vec<&'r FailureDumpMap>> {
        let mut live = copies.iter().copied().filter(|map| self.state(map) == CopyState::Live);
        let map = match (live.next(), live.next(), copies.as_slice()) {
            (Some(map), None, _) => map,
            (None, _, [only]) => *only,
            _ => return Err(copies),
        };
        Ok(self.chosen(map, copies))
    }

    /// Chooses this map among the copies.
    pub(crate) fn chosen(&self, map: &'r FailureDumpMap, copies: Vec<&'r FailureDumpMap>) -> ChosenCopy<'r> {
        let aside = copies.into_iter().filter(|other| !std::ptr::eq(*other, map)).collect();
        ChosenCopy { map, state: self.state(map), aside }
    }

    /// Whether a section may be the running scheduler's. False if the section is named after another object.
    pub(crate) fn may_be_running(&self, map: &FailureDumpMap) -> bool {
        self.states.may_be_running(map)
    }
}

/// The error's first part, without the remedy, which is for users of the library.
fn reason(error: &SnapshotError) -> String {
    let text = match error {
        SnapshotError::NoActiveScheduler { reason } => reason.clone(),
        other => other.to_string(),
    };
    cut(text.split(';').next().unwrap_or(&text), 300).into_owned()
}

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
    /// The index in an array, and its name.
    Named(u32, String),
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

impl MapContents<'_> {
    /// Gives names to keys of an array.
    pub(crate) fn name_keys(&mut self, name: &dyn Fn(u32) -> Option<String>) {
        let Self::Entries(entries) = self else { return };
        for entry in entries {
            if let MapKey::Index(index) = entry.key
                && let Some(name) = name(index)
            {
                entry.key = MapKey::Named(index, name);
            }
        }
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

/// A summary of the contents of a map.
pub(crate) fn contents_text(map: &FailureDumpMap) -> String {
    let contents = match MapContents::of(map) {
        MapContents::One(Some(value)) => match &*value {
            RenderedValue::Struct { members, .. } if is_section(map) => {
                count(named(members).len(), "global", "globals")
            }
            RenderedValue::Bytes { .. } => "bytes".to_owned(),
            _ => "1 entry".to_owned(),
        },
        MapContents::One(None) | MapContents::Nothing => {
            return map.error.clone().unwrap_or_else(|| {
                if MapKind::from_number(map.map_type) == MapKind::Array { "nothing" } else { "empty" }.to_owned()
            });
        }
        MapContents::Other(what) => what,
        MapContents::Entries(entries) => entries_of(map, &entries),
    };
    match &map.error {
        Some(error) => format!("{contents}; {error}"),
        None => contents,
    }
}

/// For example `3 keys x 4 CPUs` or `10 of 4096 keys`.
fn entries_of(map: &FailureDumpMap, entries: &[MapEntry<'_>]) -> String {
    let captured = entries.len();
    let most = usize::try_from(map.max_entries).unwrap_or(usize::MAX);
    let keys = match most > captured {
        true => format!("{captured} of {}", count(most, "key", "keys")),
        false => count(captured, "key", "keys"),
    };
    match entries.iter().filter_map(MapEntry::cpus).max() {
        Some(cpus) => format!("{keys} x {}", count(cpus, "CPU", "CPUs")),
        None => keys,
    }
}

/// Whether a map is a global section. A section with a second dot in its name has no object name before it.
fn is_section(map: &FailureDumpMap) -> bool {
    section_of(&map.name).is_some() || map.name.starts_with('.')
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
