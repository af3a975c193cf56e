//! The values of an array map or a per-CPU array map of a running object, by key.

use std::io;
use std::ops::Range;

use ktsnap_btf::{BtfContents, Map, Type};
use ktsnap_core::__private::select::{cut_name, is_named};
use libbpf_rs::{MapCore, MapFlags, MapHandle, MapType};

use crate::error::{LiveDrift, LiveError};
use crate::instance::Instance;
use crate::map::LiveMap;

/// An array map or a per-CPU array map of a running object, read by its keys.
///
/// It keeps the map open, so it can be read after the object is gone and nothing writes to the map any more.
/// [`Instance::still_runs`] checks whether the object still runs.
///
/// ```no_run
/// use ktsnap_btf::Layout;
/// use ktsnap_live::Machine;
///
/// let layout = Layout::parse(&std::fs::read("dispatch.bpf.o")?)?;
/// let stats = layout.map("stats").ok_or("no map `stats`")?;
/// let running = Machine::open()?.attached()?;
/// let values = running.values(stats)?;
/// for (cpu, bytes) in values.read(0, &[0..8])?.iter().enumerate() {
///     println!("CPU {cpu}: {:x?}", bytes[0]);
/// }
/// running.still_runs()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MapValues {
    map: LiveMap,
    handle: MapHandle,
    ty: Type,
    /// The number of values for each key, if each possible CPU has one.
    cpus: Option<usize>,
}

impl Instance {
    /// Opens the running map that an object's map describes, to read its values by key.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoMap`] if the instance has no map of that name; [`LiveError::Drift`] if its map has another type or values of
    /// another size; [`LiveError::Kernel`] if the map is not an array, or can't be opened.
    pub fn values(&self, of: &Map) -> Result<MapValues, LiveError> {
        let size = u32::try_from(of.value_size).unwrap_or(u32::MAX);
        let map = find(self, &of.name, of.kind.number(), size, "the object")?;
        MapValues::open(self, map)
    }
}

impl MapValues {
    pub(crate) fn open(of: &Instance, map: &LiveMap) -> Result<Self, LiveError> {
        let cpus = match map.kind() {
            MapType::Array => None,
            MapType::PercpuArray => {
                let cpus = libbpf_rs::num_possible_cpus();
                Some(cpus.map_err(|error| LiveError::kernel("counting the CPUs", error))?)
            }
            _ => {
                let what =
                    format!("map {} (id {}) can't be read by index, because it is not an array", map.name(), map.id());
                return Err(LiveError::Kernel { what, source: io::ErrorKind::Unsupported.into() });
            }
        };
        Ok(Self { map: map.clone(), handle: map.open()?, ty: value_type(of, map), cpus })
    }

    /// Its map.
    #[must_use]
    pub fn map(&self) -> &LiveMap {
        &self.map
    }

    /// The type of a value in the kernel's copy of the BTF, or bytes of its size if BTF does not describe it.
    #[must_use]
    pub fn value_type(&self) -> &Type {
        &self.ty
    }

    /// The number of possible CPUs, if each of them has a value for every key.
    #[must_use]
    pub fn cpus(&self) -> Option<usize> {
        self.cpus
    }

    /// Reads the current bytes of these ranges of the value of a key: of the one value, or of the value of each possible CPU, in
    /// the order of the CPUs. One call of the kernel reads all of them.
    ///
    /// The scheduler keeps running during a read. The kernel copies the values of a per-CPU array in words of 8 bytes
    /// (`bpf_long_memcpy` in its `include/linux/bpf.h`); it copies the value of an array with `memcpy`, which does not guarantee
    /// this.
    ///
    /// # Errors
    ///
    /// [`LiveError::Kernel`] for a key or a range that the map does not have, and if the kernel refuses the read.
    pub fn read(&self, key: u32, ranges: &[Range<u64>]) -> Result<Vec<Vec<Vec<u8>>>, LiveError> {
        let failed = |source| self.failed(key, source);
        let part = |value: &Vec<u8>, range| {
            part(value, range).map_err(|reason| failed(io::Error::new(io::ErrorKind::InvalidInput, reason)))
        };
        let values = self.lookup(key)?;
        values.iter().map(|value| ranges.iter().map(|range| part(value, range)).collect()).collect()
    }

    /// The one value of a key, or that of each possible CPU.
    pub(crate) fn lookup(&self, key: u32) -> Result<Vec<Vec<u8>>, LiveError> {
        let bytes = key.to_ne_bytes();
        let values = match self.cpus {
            Some(_) => self.handle.lookup_percpu(&bytes, MapFlags::ANY).map(Option::unwrap_or_default),
            None => self.handle.lookup(&bytes, MapFlags::ANY).map(|value| value.into_iter().collect()),
        };
        let values = values.map_err(|error| self.failed(key, io::Error::other(error)))?;
        // Every key of an array exists from the start, with a value for each CPU.
        if values.len() != self.cpus.unwrap_or(1) {
            return Err(self.failed(key, io::ErrorKind::NotFound.into()));
        }
        Ok(values)
    }

    fn failed(&self, key: u32, source: io::Error) -> LiveError {
        LiveError::Kernel {
            what: format!("reading key {key} of map {} (id {})", self.map.name(), self.map.id()),
            source,
        }
    }
}

/// Finds the map of that name with the type and value size of the object's map.
pub(crate) fn find<'i>(
    to: &'i Instance,
    name: &str,
    map_type: u32,
    value_size: u32,
    object: &str,
) -> Result<&'i LiveMap, LiveError> {
    let named: Vec<&LiveMap> = to.maps().iter().filter(|map| is_named(&map.name(), name)).collect();
    let fits = |map: &&&LiveMap| map.number() == map_type && map.value_size() == value_size;
    let fitting: Vec<&LiveMap> = named.iter().filter(fits).copied().collect();
    let of = |kind: u32, size: u32| format!("of map type {kind} with values of {size} bytes");
    let drift = |found| {
        LiveError::Drift(Box::new(LiveDrift {
            name: to.name().to_owned(),
            object: object.to_owned(),
            map: cut_name(name),
            variable: name.to_owned(),
            expected: of(map_type, value_size),
            found,
        }))
    };
    match (fitting.as_slice(), named.as_slice()) {
        ([map], _) => Ok(map),
        ([], []) => Err(LiveError::NoMap {
            name: to.name().to_owned(),
            place: name.to_owned(),
            has: to.maps().iter().map(LiveMap::name).collect(),
        }),
        ([], [map, ..]) => Err(drift(of(map.number(), map.value_size()))),
        (several, _) => Err(drift(format!("one of {} maps that the kernel has under that name", several.len()))),
    }
}

/// The bytes of a range of a value, or why it has none.
pub(crate) fn part(value: &[u8], range: &Range<u64>) -> Result<Vec<u8>, String> {
    let bytes = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
    let bytes = bytes.and_then(|(start, end)| value.get(start..end)).map(<[u8]>::to_vec);
    bytes.ok_or_else(|| {
        let size = value.len();
        format!("bytes {}..{} are not in a value, which has {size} bytes", range.start, range.end)
    })
}

/// The type of a value in the kernel's BTF, or bytes of its size if BTF does not describe it.
pub(crate) fn value_type(to: &Instance, map: &LiveMap) -> Type {
    let info = map.info();
    running_type(to, map, info.btf_value_type_id, info.value_size)
}

/// The type of a key in the kernel's BTF, or bytes of its size if BTF does not describe it.
pub(crate) fn key_type(to: &Instance, map: &LiveMap) -> Type {
    let info = map.info();
    running_type(to, map, info.btf_key_type_id, info.key_size)
}

fn running_type(to: &Instance, map: &LiveMap, id: u32, size: u32) -> Type {
    // Another object may have created the map. Then its type ids refer to the BTF of that object.
    let is_own = map.info().btf_id == to.id() && id != 0;
    match is_own.then(|| to.btf().contents(id)) {
        Some(Ok(BtfContents::Value(ty))) => ty,
        _ => Type::Bytes { size: size.into() },
    }
}
