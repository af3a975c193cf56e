//! The entries of a hash map of a running object.

use std::io;
use std::ops::Range;

use ktsnap_btf::{Map, Type};
use ktsnap_core::report::RenderedValue;
use ktsnap_render::Renderer;
use libbpf_rs::{MapCore, MapFlags, MapHandle, MapType};

use crate::error::LiveError;
use crate::instance::Instance;
use crate::keys::{Keys, each_key};
use crate::map::LiveMap;
use crate::values::{find, key_type, part, value_type};

/// A hash map of a running object: plain, per-CPU or LRU. Its entries come and go.
///
/// It keeps the map open, so it can be read after the object is gone and nothing writes to the map any more.
/// [`Instance::still_runs`] checks whether the object still runs.
///
/// ```no_run
/// use ktsnap_btf::Layout;
/// use ktsnap_live::Machine;
///
/// let layout = Layout::parse(&std::fs::read("dispatch.bpf.o")?)?;
/// let tasks = layout.map("tasks").ok_or("no map `tasks`")?;
/// let running = Machine::open()?.attached()?;
/// let entries = running.entries(tasks)?;
/// let read = entries.read(4096, &[0..8])?;
/// for entry in &read.entries {
///     println!("{:?}: {:x?}", entries.key(&entry.key), entry.values);
/// }
/// assert!(read.is_whole, "the map has more than 4096 entries");
/// running.still_runs()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MapEntries {
    map: LiveMap,
    handle: MapHandle,
    key: Type,
    value: Type,
    is_per_cpu: bool,
}

/// Entries of a map, as one read found them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ReadEntries {
    /// The entries, in the order of the kernel.
    pub entries: Vec<ReadEntry>,
    /// Whether these are all entries of the map.
    pub is_whole: bool,
}

/// An entry of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadEntry {
    /// The bytes of the key.
    pub key: Vec<u8>,
    /// The bytes of each range: of the one value, or of the value of each possible CPU.
    pub values: Vec<Vec<Vec<u8>>>,
}

impl Instance {
    /// Opens the running hash map that an object's map describes.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoMap`] if the instance has no map of that name; [`LiveError::Drift`] if its map has another type or values of
    /// another size; [`LiveError::Kernel`] if the map is not a hash map, or can't be opened.
    pub fn entries(&self, of: &Map) -> Result<MapEntries, LiveError> {
        let size = u32::try_from(of.value_size).unwrap_or(u32::MAX);
        let map = find(self, &of.name, of.kind.number(), size, "the object")?;
        let is_per_cpu = match map.kind() {
            MapType::Hash | MapType::LruHash => false,
            MapType::PercpuHash | MapType::LruPercpuHash => true,
            _ => {
                let what = format!(
                    "map {} (id {}) has no entries to list, because it is not a hash map",
                    map.name(),
                    map.id()
                );
                return Err(LiveError::Kernel { what, source: io::ErrorKind::Unsupported.into() });
            }
        };
        let (key, value) = (key_type(self, map), value_type(self, map));
        Ok(MapEntries { map: map.clone(), handle: map.open()?, key, value, is_per_cpu })
    }
}

impl MapEntries {
    /// Its map.
    #[must_use]
    pub fn map(&self) -> &LiveMap {
        &self.map
    }

    /// The type of a key in the kernel's copy of the BTF, or bytes of its size if BTF does not describe it.
    #[must_use]
    pub fn key_type(&self) -> &Type {
        &self.key
    }

    /// The type of a value in the kernel's copy of the BTF, or bytes of its size if BTF does not describe it.
    #[must_use]
    pub fn value_type(&self) -> &Type {
        &self.value
    }

    /// A key as a report has it.
    #[must_use]
    pub fn key(&self, bytes: &[u8]) -> RenderedValue {
        Renderer::native().value(&self.key, bytes)
    }

    /// Reads at most that many entries, and of each value the current bytes of these ranges.
    ///
    /// The scheduler keeps running during a read. An entry that is deleted meanwhile is left out, and an entry that is added
    /// meanwhile may be.
    ///
    /// # Errors
    ///
    /// [`LiveError::Kernel`] for a range that a value does not have, if entries are deleted faster than they are read, and if the
    /// kernel refuses the read.
    pub fn read(&self, most: u32, ranges: &[Range<u64>]) -> Result<ReadEntries, LiveError> {
        let mut entries = Vec::new();
        let keys = each_key(&self.map, &self.handle, Some(most), |key| {
            let values = match self.is_per_cpu {
                true => self.handle.lookup_percpu(key, MapFlags::ANY),
                false => self.handle.lookup(key, MapFlags::ANY).map(|value| value.map(|value| vec![value])),
            };
            let Some(values) = values.map_err(|error| format!("an entry could not be read: {error}"))? else {
                return Ok(false);
            };
            let parts = |value: &Vec<u8>| ranges.iter().map(|range| part(value, range)).collect::<Result<_, _>>();
            let values = values.iter().map(parts).collect::<Result<_, _>>()?;
            entries.push(ReadEntry { key: key.to_vec(), values });
            Ok(true)
        });
        let keys = keys.map_err(|reason| LiveError::Kernel {
            what: format!("reading map {} (id {})", self.map.name(), self.map.id()),
            source: io::Error::other(reason),
        })?;
        Ok(ReadEntries { entries, is_whole: keys == Keys::All })
    }
}
