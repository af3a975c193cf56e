//! One captured map and its entries.

use serde::{Deserialize, Serialize};

use super::kinds::{ArenaSnapshot, FailureDumpFdArray, FailureDumpRingbuf, FailureDumpStackTrace};
use super::value::RenderedValue;

/// One BPF map: its attributes in the kernel, and its rendered contents.
///
/// The map's kind decides which field holds the contents: [`value`](Self::value) for an array with one entry, such as a global
/// section, [`array_entries`](Self::array_entries) for a longer array, [`entries`](Self::entries) for a hash map, and one of
/// the two per-CPU lists for a per-CPU map.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{
///         "name": "task_ctx", "map_type": 29, "value_size": 40, "max_entries": 0,
///         "error": "map type not captured"
///     }]}"#,
/// )?;
/// let map = Snapshot::new(&report).map("task_ctx")?;
/// assert_eq!(map.raw().error.as_deref(), Some("map type not captured"));
/// assert!(map.raw().value.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpMap {
    /// The map's name in the kernel, which cuts it at 15 characters. libbpf names a global section's map after the object and
    /// the section: `dispatch.bss`.
    pub name: String,
    /// A number that differs between two maps of the same name: the kernel address of the `struct bpf_map`, or a number derived
    /// from the map's id in a report of `ktsnap capture`. Zero if unknown.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub map_kva: u64,
    /// `enum bpf_map_type` of the kernel's `include/uapi/linux/bpf.h`.
    pub map_type: u32,
    /// The size of a value, in bytes.
    pub value_size: u32,
    /// The number of entries for which the map was created.
    pub max_entries: u32,
    /// The value of an array map with one entry. A global section is a struct with one member per variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<RenderedValue>,
    /// Entries of a hash map.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub entries: Vec<FailureDumpEntry>,
    /// Entries of an array map with more than one entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub array_entries: Vec<FailureDumpArrayEntry>,
    /// Entries of a per-CPU array.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub percpu_entries: Vec<FailureDumpPercpuEntry>,
    /// Entries of a per-CPU hash map.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub percpu_hash_entries: Vec<FailureDumpPercpuHashEntry>,
    /// The mapped pages of an arena.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arena: Option<ArenaSnapshot>,
    /// The positions of a ring buffer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ringbuf: Option<FailureDumpRingbuf>,
    /// The stacks of a stack trace map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_trace: Option<FailureDumpStackTrace>,
    /// The filled slots of a map of file descriptors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fd_array: Option<FailureDumpFdArray>,
    /// Why the contents are missing or incomplete. Entries that were read before the failure may be present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl FailureDumpMap {
    /// The first index of an array that is not larger than the index before it.
    pub(crate) fn key_out_of_order(&self) -> Option<u32> {
        fn first(mut keys: impl Iterator<Item = u32>) -> Option<u32> {
            let mut before = keys.next()?;
            keys.find(|key| std::mem::replace(&mut before, *key) >= *key)
        }
        first(self.percpu_entries.iter().map(|entry| entry.key))
            .or_else(|| first(self.array_entries.iter().map(|entry| entry.key)))
    }
}

/// One entry of a hash map.
///
/// ```
/// use ktsnap_core::report::FailureDumpEntry;
///
/// let entry: FailureDumpEntry = serde_json::from_str(r#"{"key_hex": "01 00", "value_hex": "ff"}"#)?;
/// assert!(entry.key.is_none(), "without BTF only the hex is there");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpEntry {
    /// The key, if the map's BTF gives its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<RenderedValue>,
    /// The key's bytes, in hex.
    pub key_hex: String,
    /// The value, if the map's BTF gives its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<RenderedValue>,
    /// The value's bytes, in hex.
    pub value_hex: String,
    /// The target of a pointer in the value, if the harness followed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<RenderedValue>,
}

/// One entry of an array map with more than one entry.
///
/// ```
/// use ktsnap_core::report::FailureDumpArrayEntry;
///
/// let entry: FailureDumpArrayEntry = serde_json::from_str(r#"{"key": 3}"#)?;
/// assert!(entry.value.is_none(), "the slot could not be read; it is not a zero");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpArrayEntry {
    /// The index.
    pub key: u32,
    /// The value; absent if it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<RenderedValue>,
}

/// One entry of a per-CPU array, with one slot per CPU.
///
/// ```
/// use ktsnap_core::report::FailureDumpPercpuEntry;
///
/// let entry: FailureDumpPercpuEntry =
///     serde_json::from_str(r#"{"key": 0, "per_cpu": [{"kind": "uint", "bits": 64, "value": 7}, null]}"#)?;
/// assert!(entry.per_cpu[1].is_none(), "that CPU's slot was not mapped");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpPercpuEntry {
    /// The index.
    pub key: u32,
    /// One slot per possible CPU, in CPU order: `None` if the slot could not be read. The list is empty if the entry could not
    /// be read.
    #[serde(deserialize_with = "super::list::of_values")]
    pub per_cpu: Vec<Option<RenderedValue>>,
}

/// One entry of a per-CPU hash map, with one slot per CPU.
///
/// ```
/// use ktsnap_core::report::FailureDumpPercpuHashEntry;
///
/// let entry: FailureDumpPercpuHashEntry = serde_json::from_str(r#"{"key_hex": "2a", "per_cpu": []}"#)?;
/// assert!(entry.per_cpu.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpPercpuHashEntry {
    /// The key, if the map's BTF gives its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<RenderedValue>,
    /// The key's bytes, in hex.
    pub key_hex: String,
    /// One slot per possible CPU, in CPU order: `None` if the slot could not be read.
    #[serde(deserialize_with = "super::list::of_values")]
    pub per_cpu: Vec<Option<RenderedValue>>,
}
