//! The types of maps.

use std::borrow::Cow;
use std::fmt;

/// The type of a map: an enumerator of the kernel's `enum bpf_map_type`.
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
    /// A hash table with one value per CPU.
    PercpuHash,
    /// An array with one value per CPU.
    PercpuArray,
    /// A hash table that evicts the least recently used entry.
    LruHash,
    /// A hash table that evicts the least recently used entry, with one value per CPU.
    LruPercpuHash,
    /// Another type by its number.
    Other(u32),
}

/// The enumerators of `enum bpf_map_type` without their prefix, by number.
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
    /// The type with that number in `enum bpf_map_type`.
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

    /// The type of that name, as [`Self::name`] returns it.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert_eq!(MapKind::from_name("BPF_MAP_TYPE_PERCPU_ARRAY"), Some(MapKind::PercpuArray));
    /// assert_eq!(MapKind::from_name("BPF_MAP_TYPE_UNKNOWN"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let number = match name.strip_prefix("BPF_MAP_TYPE_") {
            Some(name) => u32::try_from(NAMES.iter().position(|known| *known == name)?).ok()?,
            None => name.strip_prefix("map type ")?.parse().ok()?,
        };
        Some(Self::from_number(number)).filter(|kind| kind.name() == name)
    }

    /// The number in `enum bpf_map_type`.
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

    /// The name in `enum bpf_map_type`. A type that this crate does not know is named by its number.
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

    /// Whether each entry has one value per CPU.
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

impl MapKind {
    /// Whether the entries are found by keys that need not be indices: the types of hash maps, and the storages of tasks,
    /// cgroups, inodes and sockets. The key of a storage is the address of the object that owns the entry.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert!(MapKind::PercpuHash.has_keys() && !MapKind::Array.has_keys());
    /// assert!(MapKind::from_number(29).has_keys(), "BPF_MAP_TYPE_TASK_STORAGE");
    /// ```
    #[must_use]
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Hash | Self::LruHash | Self::PercpuHash | Self::LruPercpuHash) || self.owner().is_some()
    }

    /// Whether the kernel removes the least recently used entry of a full map.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert!(MapKind::LruHash.is_lru() && !MapKind::Hash.is_lru());
    /// ```
    #[must_use]
    pub fn is_lru(self) -> bool {
        matches!(self, Self::LruHash | Self::LruPercpuHash)
    }

    /// The kernel's type of the object that owns an entry of a storage: `struct task_struct *`. `None` for other maps.
    ///
    /// ```
    /// use ktsnap_btf::MapKind;
    ///
    /// assert_eq!(MapKind::from_number(29).owner(), Some("struct task_struct *"));
    /// assert_eq!(MapKind::Hash.owner(), None);
    /// ```
    #[must_use]
    pub fn owner(self) -> Option<&'static str> {
        match self.number() {
            24 => Some("struct sock *"),
            28 => Some("struct inode *"),
            29 => Some("struct task_struct *"),
            32 => Some("struct cgroup *"),
            _ => None,
        }
    }
}

impl fmt::Display for MapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_number_and_name_of_the_kernels_header() {
        // `enum bpf_map_type` of include/uapi/linux/bpf.h.
        let kinds = [
            (MapKind::Hash, 1, "HASH"),
            (MapKind::Array, 2, "ARRAY"),
            (MapKind::PercpuHash, 5, "PERCPU_HASH"),
            (MapKind::PercpuArray, 6, "PERCPU_ARRAY"),
            (MapKind::LruHash, 9, "LRU_HASH"),
            (MapKind::LruPercpuHash, 10, "LRU_PERCPU_HASH"),
            (MapKind::Other(29), 29, "TASK_STORAGE"),
        ];
        for (kind, number, name) in kinds {
            let name = format!("BPF_MAP_TYPE_{name}");
            assert_eq!((MapKind::from_number(number), kind.number(), &*kind.name()), (kind, number, &*name));
            assert_eq!(MapKind::from_name(&name), Some(kind));
        }
    }

    #[test]
    fn a_hash_map_or_a_storage_has_keys() {
        let with_keys: Vec<_> = (0..40).filter(|number| MapKind::from_number(*number).has_keys()).collect();
        assert_eq!(with_keys, [1, 5, 9, 10, 24, 28, 29, 32]);
        let lru: Vec<_> = (0..40).filter(|number| MapKind::from_number(*number).is_lru()).collect();
        assert_eq!(lru, [9, 10]);
        let per_cpu: Vec<_> = (0..40).filter(|number| MapKind::from_number(*number).is_per_cpu()).collect();
        assert_eq!(per_cpu, [5, 6, 10]);
    }

    #[test]
    fn a_storage_belongs_to_objects_of_the_kernel() {
        let owner = |number| MapKind::from_number(number).owner();
        assert_eq!((owner(24), owner(28)), (Some("struct sock *"), Some("struct inode *")));
        assert_eq!((owner(29), owner(32)), (Some("struct task_struct *"), Some("struct cgroup *")));
        assert_eq!([1, 23, 25, 27, 30, 31, 33].map(owner), [None; 7]);
    }
}
