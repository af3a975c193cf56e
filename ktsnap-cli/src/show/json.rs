//! Maps and values as plain JSON.

use ktsnap_btf::MapKind;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::View;
use crate::report::SnapshotKind;
use crate::report::leaves::{element_name, named, text};
use crate::report::maps::{ChosenCopy, EntryValues, MapContents, MapEntry, MapKey, address};
use crate::screen::text::map_type;

/// The map as JSON.
pub(super) struct MapJson<'d, 'r> {
    pub(super) view: &'d View<'d, 'r>,
    pub(super) contents: MapContents<'r>,
}

impl Serialize for MapJson<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let ChosenCopy { map, state, aside } = &self.view.target.chosen;
        let kva = |map: &FailureDumpMap| (map.map_kva != 0).then(|| address(map));
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("map", &map.name)?;
        object.serialize_entry("map_kva", &kva(map))?;
        object.serialize_entry("type", &map_type(MapKind::from_number(map.map_type)))?;
        object.serialize_entry("copy", state)?;
        object.serialize_entry("other_copies", &aside.iter().map(|map| kva(map)).collect::<Vec<_>>())?;
        object.serialize_entry(
            "snapshot",
            match self.view.snapshot {
                SnapshotKind::Only => &None,
                SnapshotKind::Early => &Some("early"),
                SnapshotKind::Late { .. } => &Some("late"),
            },
        )?;
        object.serialize_entry("error", &map.error)?;
        match &self.contents {
            MapContents::One(value) => object.serialize_entry("value", &value.as_deref().map(ValueJson))?,
            MapContents::Entries(entries) => {
                object.serialize_entry("entries", &entries.iter().map(EntryJson).collect::<Vec<_>>())?;
            }
            MapContents::Other(what) => object.serialize_entry("contents", what)?,
            MapContents::Nothing => object.serialize_entry("value", &None::<()>)?,
        }
        if let Some(ratios) = &self.view.ratios {
            ratios.fields().iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
        }
        object.end()
    }
}

struct EntryJson<'e, 'r>(&'e MapEntry<'r>);

impl Serialize for EntryJson<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        match &self.0.key {
            MapKey::Index(index) => object.serialize_entry("key", index)?,
            MapKey::Named(index, name) => {
                object.serialize_entry("key", index)?;
                object.serialize_entry("name", name)?;
            }
            MapKey::Rendered(key, _) => object.serialize_entry("key", &ValueJson(key))?,
            MapKey::Hex(hex) => object.serialize_entry("key", hex)?,
        }
        match &self.0.slots {
            EntryValues::One(value) => object.serialize_entry("value", &value.as_deref().map(ValueJson))?,
            EntryValues::PerCpu(slots) => {
                let slots: Vec<_> = slots.iter().map(|slot| slot.as_deref().map(ValueJson)).collect();
                object.serialize_entry("per_cpu", &slots)?;
            }
        }
        if let Some(payload) = self.0.payload {
            object.serialize_entry("payload", &ValueJson(payload))?;
        }
        object.end()
    }
}

/// A value as plain JSON.
///
/// An address is a string in hex, and an enum value is the name of its enumerator, or its number if it has none. An array or value
/// that is truncated is an object that says so.
pub(crate) struct ValueJson<'v>(pub(crate) &'v RenderedValue);

impl Serialize for ValueJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            RenderedValue::Int { value, .. } => to.serialize_i64(*value),
            RenderedValue::Uint { value, .. } => to.serialize_u64(*value),
            RenderedValue::Bool { value } => to.serialize_bool(*value),
            RenderedValue::Char { value } if value.is_ascii() => to.serialize_char(char::from(*value)),
            RenderedValue::Char { value } => to.serialize_u8(*value),
            RenderedValue::Float { value, .. } => to.serialize_f64(*value),
            RenderedValue::Enum { variant: Some(name), .. } => to.serialize_str(name),
            RenderedValue::Enum { value, is_signed: true, .. } => to.serialize_i64(*value),
            RenderedValue::Enum { value, .. } => to.serialize_u64(value.cast_unsigned()),
            RenderedValue::CpuList { cpus } => to.serialize_str(cpus),
            RenderedValue::Bytes { hex } => to.serialize_str(hex),
            RenderedValue::Ptr { value, deref: None, .. } => to.collect_str(&format_args!("{value:#x}")),
            RenderedValue::Ptr { value, deref: Some(target), .. } => {
                let mut object = to.serialize_map(Some(2))?;
                object.serialize_entry("address", &format!("{value:#x}"))?;
                object.serialize_entry("target", &ValueJson(target))?;
                object.end()
            }
            RenderedValue::Struct { members, .. } => {
                let members = named(members);
                let mut object = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    object.serialize_entry(element_name(&name), &ValueJson(value))?;
                }
                object.end()
            }
            RenderedValue::Array { len, elements } => {
                if let Some(text) = text(self.0) {
                    return to.serialize_str(&text);
                }
                if elements.len() >= *len {
                    return Elements(elements).serialize(to);
                }
                let mut object = to.serialize_map(Some(2))?;
                object.serialize_entry("len", len)?;
                object.serialize_entry("captured", &Elements(elements))?;
                object.end()
            }
            RenderedValue::Truncated { needed, had, partial } => {
                let mut object = to.serialize_map(Some(3))?;
                object.serialize_entry("bytes", needed)?;
                object.serialize_entry("bytes_captured", had)?;
                object.serialize_entry("captured", &ValueJson(partial))?;
                object.end()
            }
            RenderedValue::Unsupported { reason } => {
                let mut object = to.serialize_map(Some(1))?;
                object.serialize_entry("not_rendered", reason)?;
                object.end()
            }
        }
    }
}

struct Elements<'v>(&'v [RenderedValue]);

impl Serialize for Elements<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.len()))?;
        for element in self.0 {
            list.serialize_element(&ValueJson(element))?;
        }
        list.end()
    }
}
