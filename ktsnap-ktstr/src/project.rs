//! Conversion of the parts of a harness report that ktsnap's rules need: the headers of its maps and the struct's variables.

use ktsnap::__private::select::is_global_section;
use ktsnap::FailureDumpReport;
use ktsnap::report::{
    FailureDumpArrayEntry, FailureDumpEntry, FailureDumpMap, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry,
    RenderedValue,
};
use ktsnap::typed::{Location, Schema};
use ktstr::prelude as harness;

use crate::convert;
use crate::pick::may_be;

/// The maps that are copied. Errors need all of them, since they name them.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum CopiedMaps {
    /// The candidates, and the sections that identify the running scheduler.
    Relevant,
    All,
}

/// The parts of the report that the rules, the read and their errors need.
pub(crate) fn project(report: &harness::FailureDumpReport, schema: &Schema, which: CopiedMaps) -> FailureDumpReport {
    let kept = |map: &&harness::FailureDumpMap| {
        which == CopiedMaps::All || may_be(&schema.location, map) || is_global_section(&map.name)
    };
    let mut projected = FailureDumpReport::default();
    projected.is_placeholder = report.is_placeholder;
    projected.active_obj_name.clone_from(&report.active_obj_name);
    projected.active_map_kvas.clone_from(&report.active_map_kvas);
    projected.maps = report.maps.iter().filter(kept).map(|map| header_or_map(map, schema)).collect();
    projected
}

fn header_or_map(of: &harness::FailureDumpMap, schema: &Schema) -> FailureDumpMap {
    let mut map = FailureDumpMap::default();
    map.name.clone_from(&of.name);
    map.map_kva = of.map_kva;
    map.map_type = of.map_type;
    map.value_size = of.value_size;
    map.max_entries = of.max_entries;
    map.error.clone_from(&of.error);
    match schema.location {
        _ if !may_be(&schema.location, of) => {}
        Location::Section { .. } => map.value = of.value.as_ref().map(|value| variables(value, schema)),
        Location::Map { .. } => {
            map.value = of.value.as_ref().map(convert::value);
            map.array_entries = of.array_entries.iter().map(array_entry).collect();
            map.percpu_entries = of.percpu_entries.iter().map(percpu_entry).collect();
            map.entries = of.entries.iter().map(hash_entry).collect();
            map.percpu_hash_entries = of.percpu_hash_entries.iter().map(percpu_hash_entry).collect();
        }
        _ => {}
    }
    map
}

/// A section with only the struct's variables.
fn variables(of: &harness::RenderedValue, schema: &Schema) -> RenderedValue {
    use harness::RenderedValue as Of;
    let is_read = |member: &&harness::RenderedMember| schema.vars.iter().any(|var| var.name == member.name);
    match of {
        Of::Struct { type_name, members } => RenderedValue::Struct {
            type_name: type_name.as_deref().map(Into::into),
            members: members.iter().filter(is_read).map(convert::member).collect(),
        },
        Of::Truncated { needed, had, partial } => {
            RenderedValue::Truncated { needed: *needed, had: *had, partial: Box::new(variables(partial, schema)) }
        }
        Of::Ptr { value, deref: Some(target), .. } => {
            RenderedValue::Ptr { value: *value, deref: Some(Box::new(variables(target, schema))), notes: None }
        }
        // Only a struct holds variables.
        _ => RenderedValue::Unsupported { reason: String::new() },
    }
}

fn array_entry(of: &harness::FailureDumpArrayEntry) -> FailureDumpArrayEntry {
    let mut entry = FailureDumpArrayEntry::default();
    entry.key = of.key;
    entry.value = of.value.as_ref().map(convert::value);
    entry
}

fn percpu_entry(of: &harness::FailureDumpPercpuEntry) -> FailureDumpPercpuEntry {
    let mut entry = FailureDumpPercpuEntry::default();
    entry.key = of.key;
    entry.per_cpu = of.per_cpu.iter().map(|slot| slot.as_ref().map(convert::value)).collect();
    entry
}

fn hash_entry(of: &harness::FailureDumpEntry) -> FailureDumpEntry {
    let mut entry = FailureDumpEntry::default();
    entry.key = of.key.as_ref().map(convert::value);
    entry.key_hex.clone_from(&of.key_hex);
    entry.value = of.value.as_ref().map(convert::value);
    entry.value_hex.clone_from(&of.value_hex);
    entry
}

fn percpu_hash_entry(of: &harness::FailureDumpPercpuHashEntry) -> FailureDumpPercpuHashEntry {
    let mut entry = FailureDumpPercpuHashEntry::default();
    entry.key = of.key.as_ref().map(convert::value);
    entry.key_hex.clone_from(&of.key_hex);
    entry.per_cpu = of.per_cpu.iter().map(|slot| slot.as_ref().map(convert::value)).collect();
    entry
}
