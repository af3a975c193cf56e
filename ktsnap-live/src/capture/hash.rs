//! The entries of hash maps.

use std::collections::HashSet;

use ktsnap_core::report::{FailureDumpEntry, FailureDumpMap, FailureDumpPercpuHashEntry};
use ktsnap_render::hex;
use libbpf_rs::{MapCore, MapFlags};

use super::Open;

/// The entries of a hash map, up to a limit.
pub(super) fn plain(open: &Open<'_>, most: Option<u32>, into: &mut FailureDumpMap) -> Result<(), String> {
    each_key(open, most, |key| {
        let Some(value) = open.handle.lookup(key, MapFlags::ANY).map_err(|error| failed(&error))? else {
            return Ok(false);
        };
        let mut entry = FailureDumpEntry::default();
        entry.key = open.values.key(key);
        entry.key_hex = hex(key);
        entry.value = open.values.is_typed().then(|| open.values.value(&value));
        entry.value_hex = hex(&value);
        into.entries.push(entry);
        Ok(true)
    })
}

/// The entries of a per-CPU hash map, with a value for each possible CPU.
pub(super) fn per_cpu(open: &Open<'_>, most: Option<u32>, into: &mut FailureDumpMap) -> Result<(), String> {
    each_key(open, most, |key| {
        let Some(slots) = open.handle.lookup_percpu(key, MapFlags::ANY).map_err(|error| failed(&error))? else {
            return Ok(false);
        };
        let mut entry = FailureDumpPercpuHashEntry::default();
        entry.key = open.values.key(key);
        entry.key_hex = hex(key);
        entry.per_cpu = slots.iter().map(|slot| Some(open.values.value(slot))).collect();
        into.percpu_hash_entries.push(entry);
        Ok(true)
    })
}

/// The walks through a map that may be started again because a key was deleted, before the read gives up.
const WALKS: usize = 8;

/// Visits each key once. If a key is deleted just before the kernel looks for the next key, the kernel starts again
/// (`htab_map_get_next_key` in `kernel/bpf/hashtab.c`). The number of steps is bounded, so this ends even if the map changes
/// faster than it is read; the keys that were not reached then are an error, not a gap.
fn each_key(
    open: &Open<'_>,
    most: Option<u32>,
    mut read: impl FnMut(&[u8]) -> Result<bool, String>,
) -> Result<(), String> {
    let mut seen = HashSet::new();
    let mut entries = 0;
    let steps = usize::try_from(open.map.max_entries()).unwrap_or(usize::MAX).saturating_add(1).saturating_mul(WALKS);
    let mut keys = open.handle.keys();
    for _ in 0..steps {
        let Some(key) = keys.next() else { return Ok(()) };
        if !seen.insert(key.clone()) {
            continue;
        }
        if let Some(most) = most.filter(|most| entries == *most) {
            return Err(format!("only {most} of its entries were read"));
        }
        if read(&key)? {
            entries += 1;
        }
    }
    Err("entries were deleted faster than they were read; read again".to_owned())
}

fn failed(error: &libbpf_rs::Error) -> String {
    format!("an entry could not be read: {error}")
}
