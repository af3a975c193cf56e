//! The contents of arrays, including global sections, and of per-CPU arrays.

use std::ops::Range;
use std::os::fd::AsFd;

use ktsnap_core::report::limits::{MAX_ARRAY_KEYS, MAX_PERCPU_KEYS};
use ktsnap_core::report::{FailureDumpArrayEntry, FailureDumpMap, FailureDumpPercpuEntry};
use ktsnap_mapping::Mapping;
use ktsnap_render::Renderer;
use libbpf_rs::{MapCore, MapFlags};

use super::Open;

/// The largest value that is read in one call.
const WHOLE: u32 = 1 << 20;

/// The one value of an array.
pub(super) fn single(open: &Open<'_>, into: &mut FailureDumpMap) -> Result<(), String> {
    if let (Some(section), true) = (open.values.section(), open.map.is_mmapable() && open.map.value_size() > WHOLE) {
        // Of a large array, only the rendered elements are read.
        let mut failed = None;
        let value = Renderer::native().section(section, |at| {
            mapped(open, at).unwrap_or_else(|error| {
                failed.get_or_insert(error);
                Vec::new()
            })
        });
        return match failed {
            Some(error) => Err(error),
            None => {
                into.value = Some(value);
                Ok(())
            }
        };
    }
    into.value = Some(open.values.value(&lookup(open, 0)?.ok_or("its only entry is missing")?));
    Ok(())
}

/// The values of an array with several entries.
pub(super) fn several(open: &Open<'_>, into: &mut FailureDumpMap) -> Result<(), String> {
    for key in 0..open.map.max_entries().min(MAX_ARRAY_KEYS) {
        let mut entry = FailureDumpArrayEntry::default();
        entry.key = key;
        entry.value = lookup(open, key)?.map(|bytes| open.values.value(&bytes));
        into.array_entries.push(entry);
    }
    cut(open, MAX_ARRAY_KEYS)
}

/// The slots of a per-CPU array: one for each possible CPU and entry.
pub(super) fn per_cpu(open: &Open<'_>, into: &mut FailureDumpMap) -> Result<(), String> {
    for key in 0..open.map.max_entries().min(MAX_PERCPU_KEYS) {
        let slots =
            open.handle.lookup_percpu(&key.to_ne_bytes(), MapFlags::ANY).map_err(|error| failed(key, &error))?;
        let mut entry = FailureDumpPercpuEntry::default();
        entry.key = key;
        entry.per_cpu = slots.unwrap_or_default().iter().map(|slot| Some(open.values.value(slot))).collect();
        into.percpu_entries.push(entry);
    }
    cut(open, MAX_PERCPU_KEYS)
}

fn lookup(open: &Open<'_>, key: u32) -> Result<Option<Vec<u8>>, String> {
    open.handle.lookup(&key.to_ne_bytes(), MapFlags::ANY).map_err(|error| failed(key, &error))
}

fn failed(key: u32, error: &libbpf_rs::Error) -> String {
    format!("key {key} could not be read: {error}")
}

fn cut(open: &Open<'_>, max: u32) -> Result<(), String> {
    match open.map.max_entries() {
        all if all > max => Err(format!("only the first {max} of its {all} keys were read")),
        _ => Ok(()),
    }
}

/// A part of the value, through a mapping of only its pages.
fn mapped(open: &Open<'_>, at: Range<u64>) -> Result<Vec<u8>, String> {
    let len = usize::try_from(at.end.saturating_sub(at.start)).map_err(|_| "it is too large to map".to_owned())?;
    let mut bytes = vec![0; len];
    if len > 0 {
        let mapping =
            Mapping::new(open.handle.as_fd(), at.start, len).map_err(|error| format!("mapping it: {error}"))?;
        mapping.read(0, &mut bytes).ok_or("a mapping is shorter than requested")?;
    }
    Ok(bytes)
}
