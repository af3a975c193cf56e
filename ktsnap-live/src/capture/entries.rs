//! All entries of one hash map, for a struct that mirrors it.

use ktsnap_btf::LoadedBtf;
use ktsnap_core::report::FailureDumpMap;
use libbpf_rs::{MapHandle, MapType};

use super::values::Values;
use super::{Open, hash, map};
use crate::map::LiveMap;

/// How the keys and values of a hash map are rendered.
pub(crate) struct Entries {
    values: Values,
}

impl Entries {
    /// `btf` has the types of the map's keys and values, if they are known.
    pub(crate) fn of(map: &LiveMap, btf: Option<&LoadedBtf>) -> Self {
        Self { values: btf.map_or_else(|| Values::untyped(map), |btf| Values::of(map, btf)) }
    }

    /// Reads all entries. The result says that the map has no further ones.
    pub(crate) fn read(&self, map: &LiveMap, handle: &MapHandle) -> Result<FailureDumpMap, String> {
        let mut into = map::described(map);
        let open = Open { map, handle, values: &self.values };
        match map.kind() {
            MapType::PercpuHash | MapType::LruPercpuHash => hash::per_cpu(&open, None, &mut into)?,
            _ => hash::plain(&open, None, &mut into)?,
        }
        let entries = into.entries.len().max(into.percpu_hash_entries.len());
        into.max_entries = u32::try_from(entries).unwrap_or(u32::MAX);
        Ok(into)
    }
}
