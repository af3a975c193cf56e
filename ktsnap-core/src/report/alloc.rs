//! Memory that schedulers allocated from BPF arenas. The capture needs it to follow pointers.

use serde::{Deserialize, Serialize};

use super::value::RenderedValue;

/// One allocator of per-task or similar data, and its live slots.
///
/// ```
/// use ktsnap_core::report::SdtAllocatorSnapshot;
///
/// let read: SdtAllocatorSnapshot = serde_json::from_str(r#"{"allocator_name": "task_alloc", "skipped_subtrees": 0, "elem_size": 64, "target_type_id": 0}"#)?;
/// assert!(read.entries.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SdtAllocatorSnapshot {
    /// The variable that holds the allocator.
    pub allocator_name: String,
    /// The live slots.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub entries: Vec<SdtAllocEntry>,
    /// Whether there are more live slots than entries.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The number of parts of the allocator's tree that could not be read.
    pub skipped_subtrees: u32,
    /// The size of a slot, in bytes.
    pub elem_size: u64,
    /// The BTF id of a slot's type; zero if it is unknown.
    pub target_type_id: u32,
    /// Why the type is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payload_type_reason: String,
}

/// One live slot of an allocator.
///
/// ```
/// use ktsnap_core::report::SdtAllocEntry;
///
/// let read: SdtAllocEntry = serde_json::from_str(r#"{"idx": 1, "genn": 2, "user_addr": 4096, "payload": {"kind": "bytes", "hex": "00"}}"#)?;
/// assert_eq!((read.idx, read.genn), (1, 2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SdtAllocEntry {
    /// The slot's index.
    pub idx: i32,
    /// The slot's generation: how often it was used before.
    pub genn: i32,
    /// The slot's address in the arena.
    pub user_addr: u64,
    /// The slot's contents.
    pub payload: RenderedValue,
}

/// The ranges of a scheduler's static allocator.
///
/// ```
/// use ktsnap_core::report::ScxStaticSnapshot;
///
/// let read: ScxStaticSnapshot = serde_json::from_str(r#"{"skipped": 0}"#)?;
/// assert!(read.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScxStaticSnapshot {
    /// The ranges.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub ranges: Vec<ScxStaticRange>,
    /// The number of allocators that could not be read.
    pub skipped: u32,
}

/// One range of a static allocator.
///
/// ```
/// use ktsnap_core::report::ScxStaticRange;
///
/// let read: ScxStaticRange = serde_json::from_str(r#"{"instance_name": "alloc", "start_low32": 16, "size": 64, "capacity": 4096}"#)?;
/// assert_eq!(read.size, 64);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScxStaticRange {
    /// The variable that holds the allocator.
    pub instance_name: String,
    /// The low 32 bits of the range's first address.
    pub start_low32: u32,
    /// The number of bytes in use.
    pub size: u64,
    /// The size of the range, in bytes.
    pub capacity: u64,
}

impl ScxStaticSnapshot {
    /// Whether the snapshot holds neither a range nor a failure. A report omits an empty snapshot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.skipped == 0
    }
}

#[cfg(test)]
mod tests {
    use super::ScxStaticSnapshot;

    #[test]
    fn a_snapshot_with_only_a_failure_is_not_empty() {
        let snapshot = |json: &str| serde_json::from_str::<ScxStaticSnapshot>(json).unwrap();
        assert!(ScxStaticSnapshot::default().is_empty());
        assert!(!snapshot(r#"{"skipped": 1}"#).is_empty());
        let range = r#"{"ranges": [{"instance_name": "a", "start_low32": 1, "size": 2, "capacity": 3}], "skipped": 0}"#;
        assert!(!snapshot(range).is_empty());
    }
}
