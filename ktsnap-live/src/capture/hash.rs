//! The entries of hash maps.

use ktsnap_core::report::{FailureDumpEntry, FailureDumpMap, FailureDumpPercpuHashEntry};
use ktsnap_render::hex;
use libbpf_rs::{MapCore, MapFlags};

use super::Open;
use crate::keys::{Keys, each_key};

/// The entries of a hash map, up to a limit.
pub(super) fn plain(open: &Open<'_>, most: Option<u32>, into: &mut FailureDumpMap) -> Result<(), String> {
    let keys = each_key(open.map, open.handle, most, |key| {
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
    })?;
    all(keys)
}

/// The entries of a per-CPU hash map, with a value for each possible CPU.
pub(super) fn per_cpu(open: &Open<'_>, most: Option<u32>, into: &mut FailureDumpMap) -> Result<(), String> {
    let keys = each_key(open.map, open.handle, most, |key| {
        let Some(slots) = open.handle.lookup_percpu(key, MapFlags::ANY).map_err(|error| failed(&error))? else {
            return Ok(false);
        };
        let mut entry = FailureDumpPercpuHashEntry::default();
        entry.key = open.values.key(key);
        entry.key_hex = hex(key);
        entry.per_cpu = slots.iter().map(|slot| Some(open.values.value(slot))).collect();
        into.percpu_hash_entries.push(entry);
        Ok(true)
    })?;
    all(keys)
}

/// Requires that every entry was read.
fn all(keys: Keys) -> Result<(), String> {
    match keys {
        Keys::All => Ok(()),
        Keys::First(most) => Err(format!("only {most} of its entries were read")),
    }
}

fn failed(error: &libbpf_rs::Error) -> String {
    format!("an entry could not be read: {error}")
}
