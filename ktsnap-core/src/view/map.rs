//! One map of a snapshot, and access to its entries.

use std::fmt;

use super::copick::render_incomplete;
use super::entry::SnapshotEntry;
use super::field::SnapshotField;
use crate::error::SnapshotError;
use crate::report::{
    ArenaSnapshot, FailureDumpArrayEntry, FailureDumpEntry, FailureDumpFdArray, FailureDumpMap, FailureDumpPercpuEntry,
    FailureDumpPercpuHashEntry, FailureDumpRingbuf, FailureDumpStackTrace, RenderedValue,
};

/// The number of keys in the error of a map in which no entry matched.
const KEYS_SHOWN: usize = 3;

/// The number of characters to which such a key is cut.
const KEY_LENGTH: usize = 80;

/// One map, as [`Snapshot::map`](crate::Snapshot::map) found it.
///
/// A map's entries come from the first list that is not empty: per-CPU array, per-CPU hash, hash, array. If all are empty, the
/// single value is the only entry.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{
///         "name": "weights", "map_type": 1, "value_size": 8, "max_entries": 8,
///         "entries": [{"key_hex": "01", "key": {"kind": "uint", "bits": 32, "value": 1},
///                      "value_hex": "64", "value": {"kind": "uint", "bits": 64, "value": 100}}]
///     }]}"#,
/// )?;
/// let map = Snapshot::new(&report).map("weights")?;
/// assert_eq!((map.name(), map.map_error()), ("weights", None));
/// let entry = map.find(|entry| entry.key("").as_u64() == Ok(1));
/// assert_eq!(entry.get("").as_u64()?, 100);
///
/// let missing = map.find(|entry| entry.key("").as_u64() == Ok(2));
/// let error = missing.get("").as_u64().unwrap_err();
/// assert!(error.to_string().contains("keys such as 1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct SnapshotMap<'a> {
    map: &'a FailureDumpMap,
    cpu: Option<usize>,
}

impl<'a> SnapshotMap<'a> {
    pub(super) fn new(map: &'a FailureDumpMap) -> Self {
        Self { map, cpu: None }
    }

    /// The map's name, as captured.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.map.name
    }

    /// The map as the report holds it.
    #[must_use]
    pub fn raw(&self) -> &'a FailureDumpMap {
        self.map
    }

    /// The positions of a ring buffer.
    #[must_use]
    pub fn ringbuf(&self) -> Option<&'a FailureDumpRingbuf> {
        self.map.ringbuf.as_ref()
    }

    /// The mapped pages of an arena.
    #[must_use]
    pub fn arena(&self) -> Option<&'a ArenaSnapshot> {
        self.map.arena.as_ref()
    }

    /// The filled slots of a map of file descriptors.
    #[must_use]
    pub fn fd_array(&self) -> Option<&'a FailureDumpFdArray> {
        self.map.fd_array.as_ref()
    }

    /// The stacks of a stack trace map.
    #[must_use]
    pub fn stack_trace(&self) -> Option<&'a FailureDumpStackTrace> {
        self.map.stack_trace.as_ref()
    }

    /// Why the contents are missing or incomplete, if they are.
    #[must_use]
    pub fn map_error(&self) -> Option<&'a str> {
        self.map.error.as_deref()
    }

    /// Narrows each per-CPU entry to the value of one CPU. Other entries do not change.
    pub fn cpu(self, cpu: usize) -> Self {
        Self { cpu: Some(cpu), ..self }
    }

    /// Returns the entry at that position in capture order. In an array that was captured completely, it is the array's index.
    ///
    /// The entry is [`Missing`](SnapshotEntry::Missing) with [`SnapshotError::IndexOutOfRange`] if the map has fewer entries,
    /// and with [`SnapshotError::MapRenderIncomplete`] if the map is empty because it could not be read.
    pub fn at(&self, index: usize) -> SnapshotEntry<'a> {
        let entries = self.entries();
        match entries.get(self, index) {
            Some(entry) => entry,
            None => SnapshotEntry::Missing(self.nothing(entries.len(), || SnapshotError::IndexOutOfRange {
                map: self.map.name.clone(),
                index,
                len: entries.len(),
            })),
        }
    }

    /// Returns the first entry that the predicate accepts.
    ///
    /// The entry is [`Missing`](SnapshotEntry::Missing) with [`SnapshotError::NoMatch`], which has the number of entries and
    /// some keys, or with [`SnapshotError::MapRenderIncomplete`] if the map is empty because it could not be read.
    pub fn find(&self, predicate: impl Fn(&SnapshotEntry<'a>) -> bool) -> SnapshotEntry<'a> {
        let mut keys = Vec::new();
        for entry in self.iter() {
            if predicate(&entry) {
                return entry;
            }
            if keys.len() < KEYS_SHOWN {
                keys.extend(shown_key(&entry));
            }
        }
        let len = self.entries().len();
        SnapshotEntry::Missing(self.nothing(len, || self.no_match("find", len, keys)))
    }

    /// Returns every entry that the predicate accepts.
    pub fn filter(&self, predicate: impl Fn(&SnapshotEntry<'a>) -> bool) -> Vec<SnapshotEntry<'a>> {
        self.iter().filter(|entry| predicate(entry)).collect()
    }

    /// Returns the entry with the largest `key`. If several entries have the same key, the first is returned.
    ///
    /// The entry is [`Missing`](SnapshotEntry::Missing) with [`SnapshotError::NoMatch`] if the map is empty, or with
    /// [`SnapshotError::MapRenderIncomplete`] if it could not be read.
    pub fn max_by(&self, key: impl Fn(&SnapshotEntry<'a>) -> u64) -> SnapshotEntry<'a> {
        let mut best: Option<(u64, SnapshotEntry<'a>)> = None;
        for entry in self.iter() {
            let key = key(&entry);
            if best.as_ref().is_none_or(|(largest, _)| key > *largest) {
                best = Some((key, entry));
            }
        }
        match best {
            Some((_, entry)) => entry,
            None => SnapshotEntry::Missing(self.nothing(0, || self.no_match("max_by", 0, Vec::new()))),
        }
    }

    fn iter(&self) -> impl Iterator<Item = SnapshotEntry<'a>> {
        let (map, entries) = (*self, self.entries());
        (0..entries.len()).filter_map(move |index| entries.get(&map, index))
    }

    fn entries(&self) -> Entries<'a> {
        Entries::of(self.map)
    }

    /// The error of a lookup without a result. A map whose contents could not be read is not known to be empty.
    fn nothing(&self, len: usize, otherwise: impl FnOnce() -> SnapshotError) -> SnapshotError {
        if len == 0 && self.map.error.is_some() { render_incomplete(self.map) } else { otherwise() }
    }

    fn no_match(&self, op: &str, len: usize, available_keys: Vec<String>) -> SnapshotError {
        SnapshotError::NoMatch { map: self.map.name.clone(), op: op.to_owned(), len, available_keys }
    }

    /// One CPU's value of a per-CPU entry, if the map is narrowed to a CPU.
    fn narrowed(&self, slots: &'a [Option<RenderedValue>], whole: SnapshotEntry<'a>) -> SnapshotEntry<'a> {
        let Some(cpu) = self.cpu else { return whole };
        match slots.get(cpu) {
            Some(Some(value)) => SnapshotEntry::Value(value),
            slot => SnapshotEntry::Missing(SnapshotError::PerCpuSlot {
                map: self.map.name.clone(),
                cpu: u32::try_from(cpu).unwrap_or(u32::MAX),
                len: slots.len(),
                unmapped: slot.is_some(),
            }),
        }
    }
}

/// The list that holds a map's entries.
#[derive(Clone, Copy)]
enum Entries<'a> {
    Percpu(&'a [FailureDumpPercpuEntry]),
    PercpuHash(&'a [FailureDumpPercpuHashEntry]),
    Hash(&'a [FailureDumpEntry]),
    Array(&'a [FailureDumpArrayEntry]),
    Value(Option<&'a RenderedValue>),
}

impl<'a> Entries<'a> {
    fn of(map: &'a FailureDumpMap) -> Self {
        if !map.percpu_entries.is_empty() {
            Self::Percpu(&map.percpu_entries)
        } else if !map.percpu_hash_entries.is_empty() {
            Self::PercpuHash(&map.percpu_hash_entries)
        } else if !map.entries.is_empty() {
            Self::Hash(&map.entries)
        } else if !map.array_entries.is_empty() {
            Self::Array(&map.array_entries)
        } else {
            Self::Value(map.value.as_ref())
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Percpu(entries) => entries.len(),
            Self::PercpuHash(entries) => entries.len(),
            Self::Hash(entries) => entries.len(),
            Self::Array(entries) => entries.len(),
            Self::Value(value) => usize::from(value.is_some()),
        }
    }

    fn get(self, map: &SnapshotMap<'a>, index: usize) -> Option<SnapshotEntry<'a>> {
        match self {
            Self::Percpu(entries) => {
                entries.get(index).map(|entry| map.narrowed(&entry.per_cpu, SnapshotEntry::Percpu(entry)))
            }
            Self::PercpuHash(entries) => {
                entries.get(index).map(|entry| map.narrowed(&entry.per_cpu, SnapshotEntry::PercpuHash(entry)))
            }
            Self::Hash(entries) => entries.get(index).map(SnapshotEntry::Hash),
            Self::Array(entries) => entries.get(index).map(SnapshotEntry::Array),
            Self::Value(value) => value.filter(|_| index == 0).map(SnapshotEntry::Value),
        }
    }
}

/// An entry's key for an error: rendered, or in hex without BTF. A long key is cut.
fn shown_key(entry: &SnapshotEntry<'_>) -> Option<String> {
    let keyed = |key: Option<&RenderedValue>, hex: &str| key.map_or_else(|| format!("hex:{hex}"), ToString::to_string);
    let key = match entry {
        SnapshotEntry::Hash(entry) => keyed(entry.key.as_ref(), &entry.key_hex),
        SnapshotEntry::PercpuHash(entry) => keyed(entry.key.as_ref(), &entry.key_hex),
        SnapshotEntry::Percpu(entry) => entry.key.to_string(),
        SnapshotEntry::Array(entry) => entry.key.to_string(),
        SnapshotEntry::Value(_) | SnapshotEntry::Missing(_) => return None,
    };
    match key.char_indices().nth(KEY_LENGTH) {
        None => Some(key),
        Some(_) => Some(key.chars().take(KEY_LENGTH - 1).chain(['…']).collect()),
    }
}

/// Prints the name and address, then the contents: the value, or one line per entry for at most 16 entries.
impl fmt::Display for SnapshotMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 16;
        write!(f, "{}", self.map.name)?;
        if self.map.map_kva != 0 {
            write!(f, " at {:#x}", self.map.map_kva)?;
        }
        if let Some(error) = &self.map.error {
            write!(f, " ({error})")?;
        }
        let entries = self.entries();
        for index in 0..entries.len().min(SHOWN) {
            f.write_str("\n  ")?;
            match entries.get(self, index) {
                Some(SnapshotEntry::Value(value)) => write!(f, "{value}")?,
                Some(SnapshotEntry::Missing(error)) => write!(f, "{error}")?,
                Some(entry) => {
                    write!(f, "{}: ", shown_key(&entry).unwrap_or_default())?;
                    entry_value(f, &entry)?;
                }
                None => {}
            }
        }
        match entries.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// Prints the same text, so that a failed assertion is readable.
impl fmt::Debug for SnapshotMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn entry_value(f: &mut fmt::Formatter<'_>, entry: &SnapshotEntry<'_>) -> fmt::Result {
    let slots = match entry {
        SnapshotEntry::Percpu(entry) => &entry.per_cpu,
        SnapshotEntry::PercpuHash(entry) => &entry.per_cpu,
        other => {
            return match other.get("") {
                SnapshotField::Value(value) => write!(f, "{value}"),
                _ => f.write_str("(not rendered)"),
            };
        }
    };
    let mut separator = "[";
    for slot in slots {
        f.write_str(separator)?;
        match slot {
            Some(value) => write!(f, "{value}")?,
            None => f.write_str("-")?,
        }
        separator = ", ";
    }
    f.write_str(if slots.is_empty() { "[]" } else { "]" })
}
