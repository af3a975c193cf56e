//! The maps that an object defines in `.maps`, as libbpf reads them (`parse_btf_map_def`).

use std::borrow::Cow;
use std::fmt;

use btf_rs::{Datasec, Type as Raw, Var};

use crate::error::ObjectError;
use crate::graph::{Graph, damaged, target};
use crate::resolve::Resolver;
use crate::types::Type;

/// More structs around a definition than any library has.
const MAX_NESTED: usize = 8;

/// More members than libbpf knows. One struct of many members could be the definition of any number of maps.
const MAX_MEMBERS: usize = 32;

/// One map, as its definition in C has it. User space may change its size before the object is loaded.
///
/// ```
/// use ktsnap_btf::{Layout, MapKind};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let map = layout.map("cpu_stats").ok_or("not there")?;
/// assert_eq!((map.kind, map.max_entries), (MapKind::PercpuArray, 1));
/// assert_eq!((map.value_c_type.as_deref(), map.value_size), (Some("struct cpu_stats"), 16));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Map {
    /// Its name in C. The kernel keeps 15 characters of it.
    pub name: String,
    /// Its type.
    pub kind: MapKind,
    /// What a key is; `None` where only its size is given, or there are no keys.
    pub key: Option<Type>,
    /// The key's type as C spells it.
    pub key_c_type: Option<String>,
    /// What a value is; `None` where only its size is given, or it is another map.
    pub value: Option<Type>,
    /// The value's type as C spells it.
    pub value_c_type: Option<String>,
    /// A key's bytes.
    pub key_size: u64,
    /// A value's bytes.
    pub value_size: u64,
    /// How many entries there may be; 0 where that is set when the object is loaded.
    pub max_entries: u64,
}

/// A map in `.maps` whose definition is not libbpf's (`parse_btf_map_def`), so that its types are not known.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/odd_maps.bpf.o")?)?;
/// let nested = layout.unsupported_maps.iter().find(|map| map.name == "nested").ok_or("not there")?;
/// assert_eq!(nested.reason, "its definition is a struct inside another, as in aya");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedMap {
    /// Its name in C.
    pub name: String,
    /// What its definition is instead.
    pub reason: String,
}

/// A map's type, of `enum bpf_map_type`.
///
/// ```
/// use ktsnap_btf::MapKind;
///
/// assert_eq!(MapKind::PercpuArray.to_string(), "BPF_MAP_TYPE_PERCPU_ARRAY");
/// assert_eq!(MapKind::from_number(29).to_string(), "BPF_MAP_TYPE_TASK_STORAGE");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MapKind {
    /// A hash table.
    Hash,
    /// An array.
    Array,
    /// A hash table with a value for each CPU.
    PercpuHash,
    /// An array with a value for each CPU.
    PercpuArray,
    /// A hash table that drops what was used least.
    LruHash,
    /// The same with a value for each CPU.
    LruPercpuHash,
    /// Another type, by its number.
    Other(u32),
}

/// `enum bpf_map_type` without its prefix, by number.
const NAMES: &[&str] = &[
    "UNSPEC",
    "HASH",
    "ARRAY",
    "PROG_ARRAY",
    "PERF_EVENT_ARRAY",
    "PERCPU_HASH",
    "PERCPU_ARRAY",
    "STACK_TRACE",
    "CGROUP_ARRAY",
    "LRU_HASH",
    "LRU_PERCPU_HASH",
    "LPM_TRIE",
    "ARRAY_OF_MAPS",
    "HASH_OF_MAPS",
    "DEVMAP",
    "SOCKMAP",
    "CPUMAP",
    "XSKMAP",
    "SOCKHASH",
    "CGROUP_STORAGE",
    "REUSEPORT_SOCKARRAY",
    "PERCPU_CGROUP_STORAGE",
    "QUEUE",
    "STACK",
    "SK_STORAGE",
    "DEVMAP_HASH",
    "STRUCT_OPS",
    "RINGBUF",
    "INODE_STORAGE",
    "TASK_STORAGE",
    "BLOOM_FILTER",
    "USER_RINGBUF",
    "CGRP_STORAGE",
    "ARENA",
];

impl MapKind {
    /// The type of that number.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert_eq!(MapKind::from_number(2), MapKind::Array);
    /// ```
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        match number {
            1 => Self::Hash,
            2 => Self::Array,
            5 => Self::PercpuHash,
            6 => Self::PercpuArray,
            9 => Self::LruHash,
            10 => Self::LruPercpuHash,
            other => Self::Other(other),
        }
    }

    /// Its number in `enum bpf_map_type`.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert_eq!(MapKind::PercpuArray.number(), 6);
    /// ```
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Hash => 1,
            Self::Array => 2,
            Self::PercpuHash => 5,
            Self::PercpuArray => 6,
            Self::LruHash => 9,
            Self::LruPercpuHash => 10,
            Self::Other(number) => number,
        }
    }

    /// Its name in `enum bpf_map_type`; one that is newer than this crate has its number.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert_eq!(MapKind::LruHash.name(), "BPF_MAP_TYPE_LRU_HASH");
    /// assert_eq!(MapKind::Other(1000).name(), "map type 1000");
    /// ```
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        let number = self.number();
        match usize::try_from(number).ok().and_then(|number| NAMES.get(number)) {
            Some(name) => format!("BPF_MAP_TYPE_{name}").into(),
            None => format!("map type {number}").into(),
        }
    }

    /// Whether each entry has a value for each CPU.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert!(MapKind::PercpuHash.is_per_cpu() && !MapKind::Hash.is_per_cpu());
    /// ```
    #[must_use]
    pub fn is_per_cpu(self) -> bool {
        matches!(self, Self::PercpuArray | Self::PercpuHash | Self::LruPercpuHash)
    }
}

impl fmt::Display for MapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// The maps of a `.maps` section, and those whose definition is not libbpf's. libbpf refuses to load an object with any of
/// these, which does not affect its globals.
pub(crate) fn maps(graph: &Graph, resolver: &mut Resolver<'_>, datasec: &Datasec) -> (Vec<Map>, Vec<UnsupportedMap>) {
    let vars = datasec.variables.iter().filter_map(|info| match graph.target(info).ok()? {
        // An extern one is defined in another object.
        Raw::Var(of) if !of.is_extern() => Some(of),
        _ => None,
    });
    let (mut maps, mut odd) = (Vec::new(), Vec::new());
    for of in vars {
        match map(graph, resolver, of) {
            Ok(map) => maps.push(map),
            Err(error) => {
                odd.extend(graph.name(of).ok().map(|name| UnsupportedMap { reason: why(graph, of, &error), name }))
            }
        }
    }
    (maps, odd)
}

/// Why a definition is not libbpf's.
fn why(graph: &Graph, of: &Var, error: &ObjectError) -> String {
    let mut at = target(of).and_then(|id| graph.bare(id));
    for _ in 0..MAX_NESTED {
        // aya's are structs around a struct.
        let Ok(Raw::Struct(around)) = at.and_then(|id| graph.get(id)) else { break };
        if around.members.len() > MAX_MEMBERS {
            break;
        }
        let is_type = |member: &btf_rs::Member| graph.name(member).is_ok_and(|name| name == "type");
        if around.members.iter().any(is_type) {
            return "its definition is a struct inside another, as in aya".to_owned();
        }
        let Some(first) = around.members.first() else { break };
        at = target(first).and_then(|id| graph.bare(id));
    }
    match error {
        ObjectError::Btf(what) => what.clone(),
        error => error.to_string(),
    }
}

fn map(graph: &Graph, resolver: &mut Resolver<'_>, of: &Var) -> Result<Map, ObjectError> {
    let name = graph.name(of)?;
    if of.is_static() {
        return Err(damaged("it is static"));
    }
    let Raw::Struct(definition) = graph.get(graph.bare(target(of)?)?)? else {
        return Err(damaged("its definition is not a struct"));
    };
    if definition.members.len() > MAX_MEMBERS {
        return Err(damaged("its definition has too many members"));
    }
    let (mut kind, mut max_entries) = (None, 0);
    let (mut key, mut value) = (Part::default(), Part::default());
    for member in &definition.members {
        let id = target(member)?;
        match graph.name(member)?.as_str() {
            "type" => kind = Some(number(graph, id)?),
            "max_entries" => max_entries = number(graph, id)?,
            "key_size" => key.sized(number(graph, id)?)?,
            "value_size" => value.sized(number(graph, id)?)?,
            "key" => key.typed(graph, resolver, id)?,
            "value" => value.typed(graph, resolver, id)?,
            // Maps or programs, which a map holds by their file descriptor.
            "values" => value.sized(4)?,
            _ => {}
        }
    }
    let kind = kind.and_then(|number| u32::try_from(number).ok());
    let kind = kind.ok_or_else(|| damaged("its definition has no `type`"))?;
    Ok(Map {
        name,
        kind: MapKind::from_number(kind),
        key: key.ty,
        key_c_type: key.c_type,
        value: value.ty,
        value_c_type: value.c_type,
        key_size: key.size.unwrap_or_default(),
        value_size: value.size.unwrap_or_default(),
        max_entries,
    })
}

/// A map's key or value.
#[derive(Default)]
struct Part {
    ty: Option<Type>,
    c_type: Option<String>,
    size: Option<u64>,
}

impl Part {
    /// A type and a size may both be given, and must then agree.
    fn sized(&mut self, size: u64) -> Result<(), ObjectError> {
        if self.size.is_some_and(|known| known != size) {
            return Err(damaged("its key or value has two sizes"));
        }
        self.size = Some(size);
        Ok(())
    }

    /// `__type(value, T)` is `T *value`.
    fn typed(&mut self, graph: &Graph, resolver: &mut Resolver<'_>, id: u32) -> Result<(), ObjectError> {
        let Raw::Ptr(of) = graph.get(graph.bare(id)?)? else {
            return Err(damaged("its key or value is not a pointer to a type"));
        };
        let id = target(of)?;
        let ty = resolver.resolve(id)?;
        let size = ty.size().filter(|_| ty != Type::Opaque);
        self.sized(size.ok_or_else(|| damaged("its key or value has no size"))?)?;
        self.c_type = Some(resolver.spell(id)?);
        self.ty = Some(ty);
        Ok(())
    }
}

/// `__uint(name, N)` is `int (*name)[N]`, `__ulong(name, N)` an enum of one enumerator.
fn number(graph: &Graph, id: u32) -> Result<u64, ObjectError> {
    match graph.get(graph.bare(id)?)? {
        Raw::Ptr(of) => {
            if let Raw::Array(of) = graph.get(graph.bare(target(of)?)?)? {
                return Ok(of.len() as u64);
            }
        }
        Raw::Enum(of) => {
            if let [only] = of.members.as_slice() {
                return Ok(only.val().into());
            }
        }
        Raw::Enum64(of) => {
            if let [only] = of.members.as_slice() {
                return Ok(only.val());
            }
        }
        _ => {}
    }
    Err(damaged("one of its numbers is not written as `__uint` writes it"))
}
