//! Contents of maps without keys and values: arenas, ring buffers, stack traces and arrays of file descriptors.

use serde::{Deserialize, Serialize};

/// The mapped pages of a `BPF_MAP_TYPE_ARENA` map.
///
/// ```
/// use ktsnap_core::report::ArenaSnapshot;
///
/// let read: ArenaSnapshot = serde_json::from_str(r#"{"declared_pages": 16, "kern_vm_start": 0, "user_vm_start": 4294967296}"#)?;
/// assert_eq!(read.declared_pages, 16);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArenaSnapshot {
    /// The mapped pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_objects")]
    pub pages: Vec<ArenaPage>,
    /// Whether the list of pages was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The number of pages for which the map was created.
    pub declared_pages: u64,
    /// Whether the capture only searched a part of these pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub span_capped: bool,
    /// The arena's first address in the kernel.
    pub kern_vm_start: u64,
    /// The arena's first address in user space.
    pub user_vm_start: u64,
}

/// One page of an arena.
///
/// ```
/// use ktsnap_core::report::ArenaPage;
///
/// let read: ArenaPage = serde_json::from_str(r#"{"user_addr": 4294967296, "bytes": [1, 2]}"#)?;
/// assert_eq!(read.bytes, [1, 2]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArenaPage {
    /// The page's address in user space.
    pub user_addr: u64,
    /// The page's contents.
    #[serde(deserialize_with = "super::list::of_values")]
    pub bytes: Vec<u8>,
}

/// The positions of a ring buffer map.
///
/// ```
/// use ktsnap_core::report::FailureDumpRingbuf;
///
/// let read: FailureDumpRingbuf = serde_json::from_str(r#"{"capacity": 4096, "consumer_pos": 8, "producer_pos": 24, "pending_pos": 24, "pending_bytes": 16}"#)?;
/// assert_eq!(read.pending_bytes, read.producer_pos - read.consumer_pos);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpRingbuf {
    /// The buffer's capacity, in bytes.
    pub capacity: u64,
    /// The consumer's position: all bytes consumed so far.
    pub consumer_pos: u64,
    /// The producer's position: all bytes reserved so far.
    pub producer_pos: u64,
    /// The position up to which all records are committed.
    pub pending_pos: u64,
    /// The number of bytes that were not consumed yet.
    pub pending_bytes: u64,
}

/// The stacks of a `BPF_MAP_TYPE_STACK_TRACE` map.
///
/// ```
/// use ktsnap_core::report::FailureDumpStackTrace;
///
/// let read: FailureDumpStackTrace = serde_json::from_str(r#"{"n_buckets": 1024, "entries": []}"#)?;
/// assert_eq!(read.n_buckets, 1024);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpStackTrace {
    /// The number of stacks that the map can hold.
    pub n_buckets: u32,
    /// The stacks in the map.
    #[serde(deserialize_with = "super::list::of_objects")]
    pub entries: Vec<FailureDumpStackTraceEntry>,
    /// Whether the list of stacks was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The number of stacks that could not be read.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub buckets_unreadable: u32,
}

/// One stack.
///
/// ```
/// use ktsnap_core::report::FailureDumpStackTraceEntry;
///
/// let read: FailureDumpStackTraceEntry = serde_json::from_str(r#"{"bucket_id": 3, "nr": 1, "pcs": [4096], "data_hex": ""}"#)?;
/// assert_eq!(read.pcs, [4096]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpStackTraceEntry {
    /// The stack's id.
    pub bucket_id: u32,
    /// The number of frames.
    pub nr: u32,
    /// The frames' addresses, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_values")]
    pub pcs: Vec<u64>,
    /// The entry's bytes, in hex.
    pub data_hex: String,
}

/// The filled slots of a map of file descriptors (programs, maps, sockets and others).
///
/// ```
/// use ktsnap_core::report::FailureDumpFdArray;
///
/// let read: FailureDumpFdArray = serde_json::from_str(r#"{"populated": 2, "scanned": 16, "indices": [0, 5]}"#)?;
/// assert_eq!(read.indices, [0, 5]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpFdArray {
    /// The number of filled slots.
    pub populated: u32,
    /// The number of slots that the capture read.
    pub scanned: u32,
    /// The indices of filled slots.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_values")]
    pub indices: Vec<u32>,
    /// Whether the map has more slots than the capture read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// Whether the list of indices was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indices_truncated: bool,
    /// The number of slots that could not be read.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub unreadable: u32,
}
