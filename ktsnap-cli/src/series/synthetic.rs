//! A layout made from the values of a report, for ratios without an object.
//!
//! A report has the names, the widths and the nesting of its values, but neither enums nor offsets. The layout is written as a layout
//! file and read by its parser, so that a hostile report meets the same bounds as a hostile file.

use ktsnap_btf::{LayoutFile, MapKind};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedMember, RenderedValue};
use serde_json::{Map, Value, json};

use crate::report::maps::{CopyState, EntryValues, MapContents, RunningScheduler, section_of};

/// The maps of a report that are compared with those of other reports, the running scheduler's first. A map with several copies is
/// left out unless one is live.
pub(super) fn compared(report: &FailureDumpReport) -> Vec<&FailureDumpMap> {
    let running = RunningScheduler::of(report);
    let is_chosen = |map: &&FailureDumpMap| {
        running.choose(running.copies(&map.name)).is_ok_and(|chosen| std::ptr::eq(chosen.map, *map))
    };
    let mut maps: Vec<_> = report.maps.iter().filter(is_chosen).collect();
    maps.sort_by_key(|map| running.state(map) != CopyState::Live);
    maps
}

/// The layout of the sections, arrays and per-CPU arrays among some maps. Of several with one name, and of the sections of several
/// objects, the first counts.
///
/// # Errors
///
/// Why the maps have no layout.
pub(super) fn layout<'r>(captured: impl IntoIterator<Item = &'r FailureDumpMap>) -> Result<LayoutFile, String> {
    let (mut sections, mut maps, mut types) = (Map::new(), Map::new(), Types::default());
    for map in captured {
        let is_custom = map.name.starts_with('.');
        let section = section_of(&map.name).map(|(_, section)| section).or(is_custom.then_some(map.name.as_str()));
        if let (Some(section), Some(RenderedValue::Struct { members, .. })) = (section, &map.value) {
            if !sections.contains_key(section) {
                sections.insert(section.to_owned(), types.section(members));
            }
        } else if !maps.contains_key(&map.name)
            && let Some(declared) = types.map(map)
        {
            maps.insert(map.name.clone(), declared);
        }
    }
    let file = json!({
        "ktsnap_layout": 1, "byte_order": "little", "sections": sections, "maps": maps, "types": types.structs,
    });
    LayoutFile::parse(file.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// The structs of the values.
#[derive(Default)]
struct Types {
    structs: Map<String, Value>,
}

/// The notation of a type, and its size.
struct Notation {
    text: String,
    size: u64,
}

impl Notation {
    fn new(text: impl Into<String>, size: u64) -> Self {
        Self { text: text.into(), size }
    }

    /// A value that no ratio can use.
    fn other(size: u64) -> Self {
        Self::new(format!("bytes {size}"), size)
    }
}

impl Types {
    fn section(&mut self, members: &[RenderedMember]) -> Value {
        let (mut vars, mut offset) = (Vec::new(), 0_u64);
        for RenderedMember { name, value } in members.iter().filter(|member| is_name(&member.name)) {
            let Notation { text, size } = self.of(value);
            vars.push(json!({"name": name, "type": text, "c_type": text, "offset": offset, "size": size}));
            offset = offset.saturating_add(size);
        }
        json!({"size": offset, "vars": vars})
    }

    /// An array or a per-CPU array with a captured value.
    fn map(&mut self, map: &FailureDumpMap) -> Option<Value> {
        let kind = match MapKind::from_number(map.map_type) {
            MapKind::Array => "BPF_MAP_TYPE_ARRAY",
            MapKind::PercpuArray => "BPF_MAP_TYPE_PERCPU_ARRAY",
            _ => return None,
        };
        let Notation { text, size } = match MapContents::of(map) {
            MapContents::One(Some(value)) => self.of(&value),
            MapContents::Entries(entries) => {
                let slots = entries.iter().flat_map(|entry| match &entry.slots {
                    EntryValues::One(slot) => std::slice::from_ref(slot),
                    EntryValues::PerCpu(slots) => slots,
                });
                self.of(slots.flatten().next()?)
            }
            _ => return None,
        };
        let declared = u64::from(map.value_size);
        let value = match declared == size {
            true => json!({"size": size, "type": text, "c_type": text}),
            // The rendered members leave out the padding.
            false if size < declared => self.padded(&text, declared)?,
            false => return None,
        };
        let key = json!({"size": 4, "type": "u32", "c_type": "u32"});
        Some(json!({"type": kind, "max_entries": map.max_entries, "key": key, "value": value}))
    }

    /// A struct with the size that the map declares.
    fn padded(&mut self, text: &str, declared: u64) -> Option<Value> {
        let of = self.structs.get_mut(text)?.as_object_mut()?;
        of.insert("size".to_owned(), json!(declared));
        Some(json!({"size": declared, "type": text, "c_type": text}))
    }

    fn of(&mut self, value: &RenderedValue) -> Notation {
        let int = |letter: char, bits: u32| match bits {
            8 | 16 | 32 | 64 => Notation::new(format!("{letter}{bits}"), u64::from(bits / 8)),
            // A bitfield.
            _ => Notation::other(u64::from(bits.div_ceil(8)).max(1)),
        };
        match value {
            RenderedValue::Uint { bits, .. } => int('u', *bits),
            RenderedValue::Int { bits, .. } => int('i', *bits),
            RenderedValue::Bool { .. } => Notation::new("bool", 1),
            RenderedValue::Char { .. } => Notation::new("char", 1),
            RenderedValue::Float { bits: bits @ (32 | 64), .. } => {
                Notation::new(format!("f{bits}"), u64::from(bits / 8))
            }
            RenderedValue::Ptr { .. } => Notation::new("ptr", 8),
            RenderedValue::Struct { members, .. } => self.structure(members),
            RenderedValue::Array { len, elements } => match elements.first() {
                Some(element) => {
                    let Notation { text, size } = self.of(element);
                    let len = u64::try_from(*len).unwrap_or(u64::MAX);
                    match size.checked_mul(len) {
                        Some(size) if size > 0 => Notation::new(format!("[{text}; {len}]"), size),
                        _ => Notation::other(1),
                    }
                }
                None => Notation::other(1),
            },
            _ => Notation::other(8),
        }
    }

    fn structure(&mut self, members: &[RenderedMember]) -> Notation {
        let (mut fields, mut size) = (Vec::new(), 0_u64);
        for RenderedMember { name, value } in members.iter().filter(|member| is_name(&member.name)) {
            let of = self.of(value);
            let offset = size.saturating_mul(8);
            fields.push(json!({"name": name, "type": of.text, "c_type": of.text, "bit_offset": offset}));
            size = size.saturating_add(of.size);
        }
        let name = format!("struct captured_{}", self.structs.len());
        self.structs.insert(name.clone(), json!({"size": size, "members": fields}));
        Notation::new(name, size)
    }
}

/// Whether a path can contain the name. Members of an anonymous struct are left out.
fn is_name(name: &str) -> bool {
    !name.is_empty()
}
