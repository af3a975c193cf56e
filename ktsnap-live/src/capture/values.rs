//! The keys and values of one map, rendered by their types.

use std::ops::Range;

use ktsnap_btf::{BtfContents, LoadedBtf, Section, Type};
use ktsnap_core::report::RenderedValue;
use ktsnap_render::{Renderer, hex};

use crate::map::LiveMap;

/// The types of a map's key and value, if BTF describes them.
pub(super) struct Values {
    key: Option<Type>,
    value: Value,
}

enum Value {
    /// The variables of a global section.
    Section(Section),
    Typed(Type),
    /// String literals, which clang puts in a section without a DATASEC.
    Literals,
    Untyped,
}

impl Values {
    pub(super) fn of(map: &LiveMap, btf: &LoadedBtf) -> Self {
        let info = map.info();
        let typed = |id: u32| if id == 0 { None } else { btf.contents(id).ok() };
        let key = match typed(info.btf_key_type_id) {
            Some(BtfContents::Value(ty)) => Some(ty),
            _ => None,
        };
        let value = match typed(info.btf_value_type_id) {
            Some(BtfContents::Section(section)) => Value::Section(section),
            Some(BtfContents::Value(ty)) => Value::Typed(ty),
            None => return Self { key, ..Self::untyped(map) },
        };
        Self { key, value }
    }

    /// Without BTF, keys and values are bytes.
    pub(super) fn untyped(map: &LiveMap) -> Self {
        let literals = map.name().ends_with(".rodata.str1.1");
        Self { key: None, value: if literals { Value::Literals } else { Value::Untyped } }
    }

    /// The section whose variables the value holds.
    pub(super) fn section(&self) -> Option<&Section> {
        if let Value::Section(section) = &self.value { Some(section) } else { None }
    }

    /// Whether BTF describes the value's type.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self.value, Value::Section(_) | Value::Typed(_))
    }

    pub(super) fn key(&self, bytes: &[u8]) -> Option<RenderedValue> {
        self.key.as_ref().map(|ty| Renderer::native().value(ty, bytes))
    }

    pub(super) fn value(&self, bytes: &[u8]) -> RenderedValue {
        match &self.value {
            Value::Section(section) => Renderer::native().section(section, |at| part(bytes, at)),
            Value::Typed(ty) => Renderer::native().value(ty, bytes),
            Value::Literals => RenderedValue::Bytes { hex: literals(bytes) },
            Value::Untyped => RenderedValue::Bytes { hex: hex(bytes) },
        }
    }
}

/// The part of a range that exists.
fn part(bytes: &[u8], at: Range<u64>) -> Vec<u8> {
    let start = usize::try_from(at.start).unwrap_or(usize::MAX).min(bytes.len());
    let end = usize::try_from(at.end).unwrap_or(usize::MAX).clamp(start, bytes.len());
    bytes.get(start..end).unwrap_or_default().to_vec()
}

/// Text with an escape for every byte that is not printable ASCII, as the harness shows this section.
fn literals(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}
