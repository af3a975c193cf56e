//! A value for a program: numbers, texts, lists, and objects by name.

use ktsnap_core::report::RenderedValue;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::report::leaves::{named, text};

/// A value as plain JSON.
///
/// Addresses are texts in hex, an enum is its enumerator's name (its number where it has none), and a list or value that
/// was not captured to its end says so: it becomes an object.
pub(crate) struct Json<'v>(pub(crate) &'v RenderedValue);

impl Serialize for Json<'_> {
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
                object.serialize_entry("target", &Json(target))?;
                object.end()
            }
            RenderedValue::Struct { members, .. } => {
                let members = named(members);
                let mut object = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    object.serialize_entry(&name, &Json(value))?;
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
                object.serialize_entry("captured", &Json(partial))?;
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
            list.serialize_element(&Json(element))?;
        }
        list.end()
    }
}
