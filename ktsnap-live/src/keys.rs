//! The keys of a hash map, which can change while they are read.

use std::collections::HashSet;
use std::io;

use libbpf_rs::{MapCore, MapHandle};

use crate::map::LiveMap;

/// Which of the keys were visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    All,
    /// The first keys, up to this limit. The map has more.
    First(u32),
}

/// The walks through a map that may be started again because a key was deleted, before the read gives up.
const WALKS: usize = 8;

/// Visits each key once, up to a limit of those for which `read` returns true. It returns false if the entry is gone.
///
/// If a key is deleted just before the kernel looks for the next key, the kernel starts again (`htab_map_get_next_key` in
/// `kernel/bpf/hashtab.c`). The number of steps is bounded, so this ends even if the map changes faster than it is read; the keys
/// that were not reached then are an error, not a gap.
pub(crate) fn each_key(
    map: &LiveMap,
    handle: &MapHandle,
    most: Option<u32>,
    mut read: impl FnMut(&[u8]) -> Result<bool, String>,
) -> Result<Keys, String> {
    let mut seen = HashSet::new();
    let mut entries = 0;
    let steps = usize::try_from(map.max_entries()).unwrap_or(usize::MAX).saturating_add(1).saturating_mul(WALKS);
    let mut keys = handle.keys();
    for _ in 0..steps {
        let Some(key) = keys.next() else {
            // libbpf-rs also ends the iteration if the call fails; after the last key, it fails with `ENOENT`.
            let error = io::Error::last_os_error();
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(Keys::All),
                _ => Err(format!("its next key could not be read: {error}")),
            };
        };
        if !seen.insert(key.clone()) {
            continue;
        }
        if let Some(most) = most.filter(|most| entries == *most) {
            return Ok(Keys::First(most));
        }
        if read(&key)? {
            entries += 1;
        }
    }
    Err("entries were deleted faster than they were read; read again".to_owned())
}
