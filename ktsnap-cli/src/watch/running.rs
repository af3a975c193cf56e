//! The sections and maps of a running object that a plan asks for.

use std::collections::HashMap;
use std::ops::Range;

use ktsnap_btf::{Enum, Section, Type};

use crate::counters::Root;

/// The sections, maps and enums of a running object, as its own BTF describes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Running {
    /// Each section of the plan, or why it can't be read.
    pub(super) sections: HashMap<String, Result<Section, String>>,
    /// Each map of the plan, or why it can't be read.
    pub(super) maps: HashMap<String, Result<RunningMap, String>>,
    /// The enums that name entries or elements, by their tags, unless the running object's BTF lacks them.
    pub(super) enums: HashMap<String, Enum>,
}

/// A map of a running object.
#[derive(Debug, Clone)]
pub(super) struct RunningMap {
    pub(super) value: Type,
    pub(super) entries: u64,
}

/// Bytes to read: a range of a section, or of a map's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Span {
    /// The name of the section or the map.
    pub(super) place: String,
    /// The key in the map. `None` for a section.
    pub(super) key: Option<u32>,
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Running {
    /// The number of elements that user space gave a root: the last array of a section, or a map.
    pub(super) fn length(&self, root: &Root) -> Option<u64> {
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
    pub(super) fn bytes(&self) -> Range<u64> {
        self.start..self.end
    }
}

/// The bytes of a span: one copy, or one for each CPU.
pub(super) type Read = Vec<Vec<u8>>;

#[cfg(test)]
pub(super) mod tests {
    use ktsnap_btf::{Layout, Map};

    use super::*;

    /// A running object with one section.
    pub(crate) fn of_section(section: Section) -> Running {
        Running { sections: [(section.name.clone(), Ok(section))].into(), ..Running::default() }
    }

    /// A running object with the maps of another object, and its enums.
    pub(crate) fn of_maps(object: &Layout, tags: &[&str]) -> Running {
        let map = |map: &Map| {
            let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
            (map.name.clone(), Ok(RunningMap { value, entries: map.max_entries }))
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
