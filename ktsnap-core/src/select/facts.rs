//! The facts of a report that decide which map is read.
//!
//! The rules are generic over these two traits, so that they also select among the maps of the `ktstr` harness's own report
//! types, which the adapter does not convert.

use crate::report::{FailureDumpMap, FailureDumpReport};

/// A map of a report, as the rules see it.
pub trait MapFacts<'r>: Copy {
    /// The name that the kernel holds.
    fn name(self) -> &'r str;
    /// The number in `enum bpf_map_type`.
    fn map_type(self) -> u32;
    /// The size of a value, in bytes.
    fn value_size(self) -> u32;
    /// The number of entries that the map was created with.
    fn max_entries(self) -> u32;
    /// The map's address, or 0 if it is unknown.
    fn map_kva(self) -> u64;
}

/// A report, as the rules see it.
pub trait ReportFacts<'r>: Copy {
    /// A map of the report.
    type Map: MapFacts<'r>;

    /// All captured maps, in capture order.
    fn maps(self) -> impl Iterator<Item = Self::Map>;
    /// The name of the running scheduler's object. The empty name counts as `None`.
    fn active_obj_name(self) -> Option<&'r str>;
    /// The addresses of the live maps. Empty if the report has no list.
    fn active_map_kvas(self) -> &'r [u64];
    /// Whether nothing was captured.
    fn is_placeholder(self) -> bool;
}

impl<'r> MapFacts<'r> for &'r FailureDumpMap {
    #[inline]
    fn name(self) -> &'r str {
        &self.name
    }

    #[inline]
    fn map_type(self) -> u32 {
        self.map_type
    }

    #[inline]
    fn value_size(self) -> u32 {
        self.value_size
    }

    #[inline]
    fn max_entries(self) -> u32 {
        self.max_entries
    }

    #[inline]
    fn map_kva(self) -> u64 {
        self.map_kva
    }
}

impl<'r> ReportFacts<'r> for &'r FailureDumpReport {
    type Map = &'r FailureDumpMap;

    #[inline]
    fn maps(self) -> impl Iterator<Item = Self::Map> {
        self.maps.iter()
    }

    #[inline]
    fn active_obj_name(self) -> Option<&'r str> {
        self.active_obj_name.as_deref()
    }

    #[inline]
    fn active_map_kvas(self) -> &'r [u64] {
        &self.active_map_kvas
    }

    #[inline]
    fn is_placeholder(self) -> bool {
        self.is_placeholder
    }
}
