//! Whose counters were read.

use std::fmt;

use crate::select::MapCopy;

/// What tells one instance of a scheduler from the next in reports: the map that was read, and the live maps as the report
/// lists them. Counters of two instances have no difference.
///
/// Shown as the map: `dispatch.bss at 0x2000`.
///
/// ```
/// use ktsnap_core::series::InstanceId;
///
/// let first = InstanceId::new("dispatch.bss", 0x1000, &[0x1000, 0x1100]);
/// let restarted = InstanceId::new("dispatch.bss", 0x2000, &[0x2000, 0x2100]);
/// assert!(restarted.is_other_than(&first));
/// assert_eq!(restarted.to_string(), "dispatch.bss at 0x2000");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstanceId {
    /// The map that was read.
    pub map: String,
    /// Its address; zero when the report does not say.
    pub map_kva: u64,
    /// The addresses of the running scheduler's maps, as the report lists them.
    pub active_map_kvas: Vec<u64>,
}

impl InstanceId {
    /// The scheduler whose map was read from a report that lists those addresses as live; none where they say nothing of
    /// that map.
    #[must_use]
    pub fn new(map: impl Into<String>, map_kva: u64, active_map_kvas: &[u64]) -> Self {
        Self { map: map.into(), map_kva, active_map_kvas: active_map_kvas.to_vec() }
    }

    /// Whether the two are known to be different: by the address of the map that was read, or by the list of the live
    /// maps, of which none is left after a restart. Reports that tell neither are taken for one instance's.
    #[must_use]
    pub fn is_other_than(&self, other: &Self) -> bool {
        if self.map_kva != 0 && other.map_kva != 0 && self.map_kva != other.map_kva {
            return true;
        }
        let (here, there) = (&self.active_map_kvas, &other.active_map_kvas);
        !here.is_empty() && !there.is_empty() && !here.iter().any(|kva| there.contains(kva))
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        MapCopy { name: &self.map, map_kva: self.map_kva }.fmt(f)
    }
}
