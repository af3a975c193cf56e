//! The entries of a hash map or storage map in a report.

use std::collections::HashSet;

use super::bits::Bits;
use super::cursor::{Hints, Source, ValueCursor};
use super::failure::{ReadFailure, Why};
use crate::report::limits::MAX_HASH_ENTRIES;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::typed::c_type::{CEntries, CType, PathStep};

/// The longest key, in hex digits and spaces, that an error shows.
const KEY_LENGTH: usize = 47;

/// The entries of a map, in the order of the report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MapEntries<'a> {
    map: &'a FailureDumpMap,
    of: &'static CEntries,
    /// The path that continues in each value.
    steps: &'static [PathStep],
    hints: Hints,
    /// The number of entries in the report.
    pub(crate) len: usize,
    /// Whether the map may have entries that the report does not hold.
    pub(crate) is_cut: bool,
}

impl<'a> ValueCursor<'a> {
    /// The entries of the map, if the path continues in all of them.
    pub(crate) fn entries(self) -> Result<MapEntries<'a>, ReadFailure> {
        let whole = self.reach()?;
        match (whole.c_type, whole.source, whole.steps) {
            (CType::Entries(of), Source::Map(map), [PathStep::All, rest @ ..]) => {
                MapEntries::of(map, of, rest, whole.hints)
            }
            _ => Err(whole.is_other()),
        }
    }
}

impl<'a> MapEntries<'a> {
    pub(super) fn of(
        map: &'a FailureDumpMap,
        of: &'static CEntries,
        steps: &'static [PathStep],
        hints: Hints,
    ) -> Result<Self, ReadFailure> {
        let (len, others) = match of.value {
            CType::PerCpu(_) => (map.percpu_hash_entries.len(), map.entries.len()),
            _ => (map.entries.len(), map.percpu_hash_entries.len()),
        };
        // Without this check, the contents of another type of map would pass for a map without entries.
        if others > 0 || map.value.is_some() || !map.array_entries.is_empty() || !map.percpu_entries.is_empty() {
            let expected = CType::Entries(of);
            return Err(ReadFailure::drift(&expected, format!("the contents of another type of map in {}", map.name)));
        }
        // A storage map has no maximum number of entries.
        let may_have_more = map.error.is_some() || map.max_entries == 0 || map.max_entries as usize > len;
        let is_cut = len >= MAX_HASH_ENTRIES as usize && may_have_more;
        match &map.error {
            Some(error) if !is_cut => Err(Why::NotRendered { error: error.clone() }.into()),
            _ => Ok(Self { map, of, steps, hints, len, is_cut }),
        }
    }

    /// Checks that the report holds all entries, each once.
    pub(crate) fn complete(&self) -> Result<(), ReadFailure> {
        if self.is_cut {
            return Err(self.cut(false).into());
        }
        let mut seen = HashSet::with_capacity(self.len);
        match (0..self.len).find(|index| !seen.insert(self.raw(*index).map(|raw| raw.key_hex))) {
            Some(repeated) => Err(self.repeated(repeated)),
            None => Ok(()),
        }
    }

    /// The failure of a key that two entries have.
    pub(crate) fn repeated(&self, index: usize) -> ReadFailure {
        Why::RepeatedKey { key: self.shown_key(index) }.into()
    }

    /// The failure of a lookup in a map that was captured in part, or of a read of all its entries.
    pub(crate) fn cut(&self, is_lookup: bool) -> Why {
        Why::CutEntries { kept: self.len, max_entries: self.map.max_entries as usize, is_lookup }
    }

    /// The key of an entry.
    pub(crate) fn key(&self, index: usize) -> Result<ValueCursor<'a>, ReadFailure> {
        let raw = self.raw(index).ok_or_else(|| Self::unrendered("key"))?;
        let source = rendered_or_hex(&self.of.key, raw.key, raw.key_hex, self.hints.big_endian);
        let source = source.ok_or_else(|| Self::unrendered("key"))?;
        let hints = Hints { widen: false, ..self.hints };
        Ok(ValueCursor { c_type: self.of.key, source, steps: &[], hints }.through_hex())
    }

    /// The value of an entry, at the start of the path that continues in it.
    pub(crate) fn value(&self, index: usize) -> Result<ValueCursor<'a>, ReadFailure> {
        let source = match (self.of.value, self.raw(index).map(|raw| raw.value)) {
            (CType::PerCpu(_), Some(RawValue::Slots(slots))) => {
                Some(slots).filter(|slots| !slots.is_empty()).map(Source::Slots)
            }
            (ty, Some(RawValue::One(value, hex))) => rendered_or_hex(&ty, value, hex, self.hints.big_endian),
            _ => None,
        };
        let source = source.ok_or_else(|| Self::unrendered("value"))?;
        Ok(ValueCursor { c_type: self.of.value, source, steps: self.steps, hints: self.hints }.through_hex())
    }

    /// The value of the entry whose key is that number.
    pub(super) fn lookup(&self, number: usize) -> Result<ValueCursor<'a>, ReadFailure> {
        let mut found = None;
        for index in 0..self.len {
            let key = self.key(index).and_then(ValueCursor::scalar);
            let (_, bits) = key.map_err(|found| found.in_member("key()"))?;
            if usize::try_from(bits) == Ok(number) && found.replace(index).is_some() {
                return Err(self.repeated(index));
            }
        }
        match found {
            Some(index) => self.value(index),
            None if self.is_cut => Err(self.cut(true).into()),
            None => Err(Why::NoEntry.into()),
        }
    }

    /// The place of an entry in a path: `[42]`.
    pub(crate) fn place(&self, index: usize) -> String {
        format!("[{}]", self.shown_key(index))
    }

    /// A key for an error: a number, or else its bytes.
    fn shown_key(&self, index: usize) -> String {
        let Some(RawEntry { key, key_hex, .. }) = self.raw(index) else { return index.to_string() };
        match key {
            Some(RenderedValue::Uint { value, .. } | RenderedValue::Ptr { value, .. }) => value.to_string(),
            Some(RenderedValue::Int { value, .. }) => value.to_string(),
            Some(RenderedValue::Enum { variant: Some(variant), .. }) => variant.to_string(),
            Some(RenderedValue::Enum { value, .. }) => value.to_string(),
            _ if key_hex.is_empty() => format!("entry {index}"),
            _ => match key_hex.get(..KEY_LENGTH) {
                Some(start) => format!("{start} ..."),
                None => key_hex.to_owned(),
            },
        }
    }

    fn unrendered(part: &'static str) -> ReadFailure {
        Why::Unrendered { part }.into()
    }

    fn raw(&self, index: usize) -> Option<RawEntry<'a>> {
        Some(match self.of.value {
            CType::PerCpu(_) => {
                let entry = self.map.percpu_hash_entries.get(index)?;
                RawEntry { key: entry.key.as_ref(), key_hex: &entry.key_hex, value: RawValue::Slots(&entry.per_cpu) }
            }
            _ => {
                let entry = self.map.entries.get(index)?;
                let value = RawValue::One(entry.value.as_ref(), &entry.value_hex);
                RawEntry { key: entry.key.as_ref(), key_hex: &entry.key_hex, value }
            }
        })
    }
}

/// An entry as the report has it.
struct RawEntry<'a> {
    key: Option<&'a RenderedValue>,
    key_hex: &'a str,
    value: RawValue<'a>,
}

enum RawValue<'a> {
    One(Option<&'a RenderedValue>, &'a str),
    Slots(&'a [Option<RenderedValue>]),
}

/// The rendered value, or its bytes if the object does not give its type either. `None` if the value has a type but was not
/// rendered.
fn rendered_or_hex<'a>(
    ty: &CType,
    value: Option<&'a RenderedValue>,
    hex: &'a str,
    big_endian: bool,
) -> Option<Source<'a>> {
    match (value, ty) {
        (Some(value), _) => Some(Source::Value(value)),
        (None, CType::Bytes { size }) => {
            Bits::of_hex(hex, big_endian).filter(|bits| bits.len() == *size).map(Source::Bits)
        }
        (None, _) => None,
    }
}
