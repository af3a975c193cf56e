//! The sections and maps of a running object that a plan asks for.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use ktsnap_btf::{Enum, Section, Type};

use crate::counters::{Int, Root};

/// The sections, maps and enums of a running object, as its own BTF describes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running {
    /// Each section of the plan, or why it can't be read.
    pub(crate) sections: HashMap<String, Result<Section, String>>,
    /// Each map of the plan, or why it can't be read.
    pub(crate) maps: HashMap<String, Result<RunningMap, String>>,
    /// The enums that name entries or elements, by their tags, unless the running object's BTF lacks them.
    pub(crate) enums: HashMap<String, Enum>,
}

/// A map of a running object.
#[derive(Debug, Clone)]
pub(crate) struct RunningMap {
    pub(crate) value: Type,
    pub(crate) entries: u64,
    /// The type of a key. `None` for an array.
    pub(crate) key: Option<Type>,
}

/// Bytes to read: a range of a section, or of a map's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Span {
    /// The name of the section or the map.
    pub(crate) place: String,
    /// The key in the map. `None` for a section, and for the values of all entries of a hash map.
    pub(crate) key: Option<u32>,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl Running {
    /// The number of elements that user space gave a root: the last array of a section, or a map.
    pub(crate) fn length(&self, root: &Root) -> Option<u64> {
        if root.is_hash() {
            return None;
        }
        if root.as_map().is_some() {
            return Some(self.maps.get(&root.name)?.as_ref().ok()?.entries);
        }
        let section = self.sections.get(root.place())?.as_ref().ok()?;
        match section.vars_named(&root.name).next()?.ty {
            Type::Array { len, .. } if root.is_resizable() => Some(len),
            _ => None,
        }
    }
}

impl Span {
    pub(crate) fn bytes(&self) -> Range<u64> {
        self.start..self.end
    }
}

/// The bytes of a span: one copy, or one for each CPU.
pub(crate) type Read = Vec<Vec<u8>>;

/// The bytes of a turn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turn {
    pub(crate) spans: Vec<Read>,
    /// The entries of each hash map, or why they could not be read.
    pub(crate) entries: Vec<Result<Entries, String>>,
}

/// The entries of a hash map.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    /// Whether the map has no further entries.
    pub(crate) is_whole: bool,
}

/// An entry of a hash map.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The key as a person reads it.
    pub(crate) text: String,
    pub(crate) value: Read,
}

/// The text of each key. The text of a long key is shortened, so two keys can have one text, and then their bytes follow.
pub(crate) fn texts(entries: &[Entry]) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    entries.iter().for_each(|entry| *times.entry(&entry.text).or_default() += 1);
    let text = |entry: &Entry| match times.get(entry.text.as_str()) {
        Some(2..) => format!("{} {}", entry.text, entry.key.hex()),
        _ => entry.text.clone(),
    };
    entries.iter().map(text).collect()
}

/// A key of a hash map. Integers are in the order of their values, other keys in that of their bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    number: Option<i128>,
    bytes: Rc<[u8]>,
}

impl Key {
    pub(crate) fn new(bytes: &[u8], ty: &Type) -> Self {
        Self { number: Int::of(ty).and_then(|int| int.value(bytes)), bytes: bytes.into() }
    }

    pub(crate) fn hex(&self) -> String {
        self.bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use ktsnap_btf::{Layout, Map};

    use super::*;

    /// A running object with one section.
    pub(crate) fn of_section(section: Section) -> Running {
        Running { sections: [(section.name.to_string(), Ok(section))].into(), ..Running::default() }
    }

    /// A running object with the maps of another object, and its enums.
    pub(crate) fn of_maps(object: &Layout, tags: &[&str]) -> Running {
        let map = |map: &Map| {
            let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
            let key = map.key.clone().filter(|_| map.kind.has_keys());
            (map.name.to_string(), Ok(RunningMap { value, entries: map.max_entries, key }))
        };
        let of = |tag: &&str| match object.type_by_name(tag) {
            Some(Type::Enum(of)) => Some(((*tag).to_owned(), of.as_ref().clone())),
            _ => None,
        };
        let maps = object.maps.iter().map(map).collect();
        Running { maps, enums: tags.iter().filter_map(of).collect(), ..Running::default() }
    }

    /// The bytes of a span.
    pub(crate) fn part(section: &[u8], span: &Span) -> Vec<u8> {
        section[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()].to_vec()
    }
}
