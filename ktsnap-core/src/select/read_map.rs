//! The map that was read, without the report.

use std::fmt;

use super::{MapCopy, Pick, PickReason};
use crate::report::Half;

/// The map that a typed read took: a [`Pick`] that does not borrow the report.
///
/// Displayed as a `Pick` is: `dispatch.bss at 0x2000, the running scheduler's (passed over: dispatch.bss at 0x1000)`.
///
/// ```
/// use ktsnap::select::ReadMap;
/// use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
/// # #[derive(SnapshotSchema)]
/// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// # struct Dispatch { nr_mig_cross: u64 }
///
/// let report = FailureDumpReport::from_path("../examples/captures/dispatch-swap.json")?;
/// let pick = Dispatch::pick(&Snapshot::new(&report))?;
/// assert_eq!(ReadMap::from(&pick).to_string(), pick.to_string());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadMap {
    /// The map's name.
    pub name: String,
    /// The map's address, or 0 if it is unknown.
    pub map_kva: u64,
    /// The reason why it was picked.
    pub reason: PickReason,
    /// The names and addresses of the other maps of the same section, in capture order.
    pub passed_over: Vec<(String, u64)>,
    /// The half of a [dual](crate::report::DualFailureDumpReport) document that the map is in. `None` if the document holds
    /// one report.
    pub half: Option<Half>,
}

impl From<&Pick<'_>> for ReadMap {
    fn from(pick: &Pick<'_>) -> Self {
        let Pick { map, reason, passed_over, half } = pick;
        let passed_over = passed_over.iter().map(|copy| (copy.name.to_owned(), copy.map_kva)).collect();
        Self { name: map.name.to_owned(), map_kva: map.map_kva, reason: *reason, passed_over, half: *half }
    }
}

impl fmt::Display for ReadMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let copy = |name, map_kva| MapCopy { name, map_kva };
        let passed_over = self.passed_over.iter().map(|(name, map_kva)| copy(name.as_str(), *map_kva)).collect();
        Pick { map: copy(&self.name, self.map_kva), reason: self.reason, passed_over, half: self.half }.fmt(f)
    }
}
