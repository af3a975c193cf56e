//! The report's JSON, as types.
//!
//! One document is one freeze of the machine: every BPF map that was found, its contents rendered through BTF. The
//! format is that of the `ktstr` harness, 0.50. Fields that ktsnap does not know are accepted and ignored; fields
//! that are absent or empty stay absent when a report is written again.

mod map;
mod parse;
mod value;

pub use map::FailureDumpPercpuHashEntry;
pub use map::{FailureDumpArrayEntry, FailureDumpEntry, FailureDumpMap, FailureDumpPercpuEntry};
pub use parse::ReportError;
pub use value::{RenderedMember, RenderedValue};

use serde::{Deserialize, Serialize};

/// One freeze of the machine: the BPF maps it held, and which of them the running scheduler uses.
///
/// Read one with [`from_json`](Self::from_json) or [`from_path`](Self::from_path), then look things up in it through
/// a [`Snapshot`](crate::Snapshot).
///
/// ```
/// use ktsnap_core::FailureDumpReport;
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
/// assert!(report.maps.is_empty());
/// assert_eq!(report.active_obj_name, None);
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpReport {
    /// Which kind of document this is. A report is `single`.
    pub schema: String,
    /// Every captured map, in capture order.
    pub maps: Vec<FailureDumpMap>,
    /// The object name of the scheduler that ran: the part of its maps' names before the dot, `dispatch` in
    /// `dispatch.bss`. Absent when the capture could not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_obj_name: Option<String>,
    /// The [`map_kva`](FailureDumpMap::map_kva) of each map that the running scheduler's program uses. The list may
    /// be that of its first live program alone, so a map of the scheduler can be missing from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active_map_kvas: Vec<u64>,
    /// Set when the machine could not be frozen, so that nothing was captured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_placeholder: bool,
}

/// `skip_serializing_if` for a number whose absence means zero.
fn is_zero(n: &u64) -> bool {
    *n == 0
}
