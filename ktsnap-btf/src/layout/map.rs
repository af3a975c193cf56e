//! A map that an object defines.

use super::MapKind;
use crate::text::Text;
use crate::types::Type;

/// A map as C defines it. User space can change its number of entries before it loads the object.
///
/// ```
/// use ktsnap_btf::{Layout, MapKind};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let map = layout.map("cpu_stats").ok_or("no such map")?;
/// assert_eq!((map.kind, map.max_entries), (MapKind::PercpuArray, 1));
/// assert_eq!((map.value_c_type.as_deref(), map.value_size), (Some("struct cpu_stats"), 16));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq)]
#[non_exhaustive]
pub struct Map {
    /// The name in C. The kernel keeps its first 15 characters.
    pub name: Text,
    /// The type of the map.
    pub kind: MapKind,
    /// The type of a key. `None` if the definition only has its size, or the map has no keys.
    pub key: Option<Type>,
    /// The spelling of the key's type in C.
    pub key_c_type: Option<Text>,
    /// The type of a value. `None` if the definition only has its size, or a value is another map.
    pub value: Option<Type>,
    /// The spelling of the value's type in C.
    pub value_c_type: Option<Text>,
    /// The size of a key in bytes.
    pub key_size: u64,
    /// The size of a value in bytes.
    pub value_size: u64,
    /// The maximum number of entries. It is 0 if user space sets the number when it loads the object.
    pub max_entries: u64,
}

impl Map {
    /// The type of a key in a report, and its spelling in C. The key of a storage is the address of its
    /// [owner](MapKind::owner).
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let map = layout.map("cpu_stats").ok_or("no such map")?;
    /// assert_eq!(map.reported_key(), (Type::Int { size: 4, signed: false }, "u32".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reported_key(&self) -> (Type, Text) {
        match (self.kind.owner(), &self.key, &self.key_c_type) {
            (Some(owner), _, _) => (Type::Ptr { to: None }, owner.into()),
            (None, Some(key), Some(c_type)) => (key.clone(), c_type.clone()),
            _ => (Type::Bytes { size: self.key_size }, format!("{} bytes", self.key_size).into()),
        }
    }
}

/// A map in `.maps` whose definition libbpf rejects (`parse_btf_map_def`), so that its types are unknown.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let layout = Layout::parse(&std::fs::read("../tests/bpf/raw/odd_maps.bpf.o")?)?;
/// let nested = layout.unsupported_maps.iter().find(|map| map.name == "nested").ok_or("no such map")?;
/// assert_eq!(nested.reason, "its definition is a struct inside another struct, like those of aya");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedMap {
    /// The name in C.
    pub name: Text,
    /// What is wrong with the definition: a clause such as `its definition is not a struct`.
    pub reason: Text,
}
