//! Contents of maps that hold no keys and values: arenas, ring buffers, stack traces, arrays of descriptors.

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
    /// The pages that were mapped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<ArenaPage>,
    /// Whether there were more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// Pages that the map may have.
    pub declared_pages: u64,
    /// Whether only part of that span was walked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub span_capped: bool,
    /// Where it begins in the kernel.
    pub kern_vm_start: u64,
    /// Where it begins for user space.
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
    /// Its address for user space.
    pub user_addr: u64,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// How full a ring buffer map was.
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
    /// Bytes it can hold.
    pub capacity: u64,
    /// Bytes ever consumed.
    pub consumer_pos: u64,
    /// Bytes ever reserved.
    pub producer_pos: u64,
    /// Up to where all is committed.
    pub pending_pos: u64,
    /// Bytes not consumed yet.
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
    /// Stacks that it can hold.
    pub n_buckets: u32,
    /// Those that it held.
    pub entries: Vec<FailureDumpStackTraceEntry>,
    /// Whether there were more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// Those that could not be read.
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
    /// Its id.
    pub bucket_id: u32,
    /// Frames in it.
    pub nr: u32,
    /// The frames' addresses, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pcs: Vec<u64>,
    /// Its bytes, in hex.
    pub data_hex: String,
}

/// Which slots of a map of descriptors (programs, maps, sockets, ...) were filled.
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
    /// Filled slots.
    pub populated: u32,
    /// Slots looked at.
    pub scanned: u32,
    /// Which were filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indices: Vec<u32>,
    /// Whether there were more slots.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// Whether the list of indices was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indices_truncated: bool,
    /// Slots that could not be read.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub unreadable: u32,
}
