//! Whether captured maps are those that an object declares.

use ktsnap_btf::{Layout, Map, MapKind, Section};
use ktsnap_core::__private::select::{is_named, prefixed_section};
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::counters::Int;
use crate::report::maps::{CopyState, RunningScheduler};
use crate::screen::text::clean;

/// The facts of a map that the object declares: its kind, the size of a value, and the number of entries.
pub(crate) type MapFacts = (MapKind, u64, u64);

/// How a captured map differs from the one that `object` declares.
pub(crate) fn map_difference(
    map: &FailureDumpMap,
    (kind, value_size, max_entries): MapFacts,
    object: &str,
) -> Option<String> {
    if MapKind::from_number(map.map_type) != kind {
        return Some(format!("it is another kind of map than {object} declares"));
    }
    if u64::from(map.value_size) != value_size {
        return Some(format!("a value has {} bytes, but {value_size} in {object}", map.value_size));
    }
    if u64::from(map.max_entries) != max_entries {
        return Some(format!("it has {} entries, but {max_entries} in {object}", map.max_entries));
    }
    None
}

/// Compares the maps of the running scheduler with an object: the number of maps that agree.
///
/// # Errors
///
/// The first map that differs, and how.
pub(super) fn compare(running: &RunningScheduler<'_>, layout: &Layout, object: &str) -> Result<usize, String> {
    let mut same = 0;
    for map in running.maps().filter(|map| running.state(map) != CopyState::Dead && running.may_be_running(map)) {
        let difference = match declared(map, layout) {
            Declared::Section(section) => section_difference(map, section, object),
            // User space may set the number of entries of a hash map.
            Declared::Map(of) if of.kind.has_keys() => {
                map_difference(map, (of.kind, of.value_size, map.max_entries.into()), object)
            }
            Declared::Map(of) => map_difference(map, (of.kind, of.value_size, of.max_entries), object),
            Declared::Nowhere if running.state(map) == CopyState::Live => Some(format!("{object} does not declare it")),
            Declared::Nowhere | Declared::Unknown => continue,
        };
        match difference {
            Some(why) => return Err(format!("`{}`: {why}", clean(&map.name))),
            None => same += 1,
        }
    }
    Ok(same)
}

/// Where an object declares a captured map.
enum Declared<'l> {
    Section(&'l Section),
    Map(&'l Map),
    Nowhere,
    /// The map has no type in BTF.
    Unknown,
}

fn declared<'l>(map: &FailureDumpMap, layout: &'l Layout) -> Declared<'l> {
    let section = match prefixed_section(&map.name) {
        Some((_, ".kconfig")) => return Declared::Unknown,
        Some((_, section)) => layout.section(section),
        None if map.name.starts_with('.') => {
            layout.global_sections().find(|section| is_named(&map.name, &section.name))
        }
        None if MapKind::from_number(map.map_type) == MapKind::from_number(STRUCT_OPS) => return Declared::Unknown,
        None => {
            let found = layout.maps.iter().find(|of| is_named(&map.name, &of.name));
            return found.map_or(Declared::Nowhere, Declared::Map);
        }
    };
    match (section, &map.value) {
        (_, None | Some(RenderedValue::Bytes { .. })) => Declared::Unknown,
        (Some(section), _) => Declared::Section(section),
        (None, _) => Declared::Nowhere,
    }
}

/// `BPF_MAP_TYPE_STRUCT_OPS`.
pub(super) const STRUCT_OPS: u32 = 26;

/// A variable that the section lacks, or that has an integer type of another size or sign there.
fn section_difference(map: &FailureDumpMap, section: &Section, object: &str) -> Option<String> {
    let Some(RenderedValue::Struct { members, .. }) = &map.value else { return None };
    members.iter().find_map(|member| {
        let name = member.name.as_str();
        let var = section.vars_named(name).next();
        let is_faulty =
            section.faulty_named(name).next().is_some() || section.faulty.iter().any(|of| of.var.name == name);
        let captured = match member.value {
            RenderedValue::Int { bits, .. } => Some(Int { size: u64::from(bits) / 8, signed: true }),
            RenderedValue::Uint { bits, .. } => Some(Int { size: u64::from(bits) / 8, signed: false }),
            _ => None,
        };
        match (var, captured) {
            (None, _) if !is_faulty => Some(format!("{object} has no variable `{}` in it", clean(name))),
            (Some(var), Some(captured)) if Int::of(&var.ty).is_some_and(|int| int != captured) => {
                Some(format!("`{}` is `{}` in {object}", clean(name), var.c_type))
            }
            _ => None,
        }
    })
}
