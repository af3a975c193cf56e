//! The identity of an instance of a scheduler.

use std::fmt;

use crate::report::FailureDumpReport;
use crate::select::{MapCopy, Pick};

/// The identity of an instance of a scheduler in a report: the map that was read, or the map of each part, and the report's
/// list of live maps. Counters of two instances can't be subtracted.
///
/// `Display` shows the first map: `dispatch.bss at 0x2000`.
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
    /// The map that was read, or the map of the first part.
    pub map: String,
    /// Its address, or 0 if the report does not have it.
    pub map_kva: u64,
    /// The addresses of the maps of the other parts, each 0 if the report does not have it.
    pub other_map_kvas: Vec<u64>,
    /// The report's list of live maps, by address.
    pub active_map_kvas: Vec<u64>,
}

impl InstanceId {
    /// The instance whose map was read from a report with that list of live maps. Pass an empty list if it does not concern
    /// the map, for example because a picker chose another instance's map.
    #[must_use]
    pub fn new(map: impl Into<String>, map_kva: u64, active_map_kvas: &[u64]) -> Self {
        Self { map: map.into(), map_kva, other_map_kvas: Vec::new(), active_map_kvas: active_map_kvas.to_vec() }
    }

    /// The instance whose maps were read from a report with that list of live maps: the name and address of the map of each
    /// part of a struct with `parts`, in the order of the fields.
    ///
    /// ```
    /// use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema, series::InstanceId};
    ///
    /// fn instance<T: SnapshotSchema>(report: &FailureDumpReport) -> Result<InstanceId, ktsnap::SchemaError> {
    ///     let picks = T::picks(&Snapshot::new(report))?;
    ///     let maps = picks.iter().map(|pick| (pick.map.name, pick.map.map_kva));
    ///     Ok(InstanceId::of_maps(maps, &report.active_map_kvas))
    /// }
    /// ```
    #[must_use]
    pub fn of_maps<'a>(maps: impl IntoIterator<Item = (&'a str, u64)>, active_map_kvas: &[u64]) -> Self {
        let mut maps = maps.into_iter();
        let (map, map_kva) = maps.next().unwrap_or_default();
        let other_map_kvas = maps.map(|(_, map_kva)| map_kva).collect();
        Self { other_map_kvas, ..Self::new(map, map_kva, active_map_kvas) }
    }

    /// The instance whose maps were picked from a report.
    pub(crate) fn of_picks(picks: &[Pick<'_>], report: &FailureDumpReport) -> Self {
        Self::of_maps(picks.iter().map(|pick| (pick.map.name, pick.map.map_kva)), &report.active_map_kvas)
    }

    /// Whether the two instances are known to be different: the addresses of the maps that were read differ, or the lists of
    /// live maps have no map in common. Without addresses and lists, the instances count as the same.
    #[must_use]
    pub fn is_other_than(&self, other: &Self) -> bool {
        let is_other = |(here, there): (&u64, &u64)| *here != 0 && *there != 0 && here != there;
        let mut others = self.other_map_kvas.iter().zip(&other.other_map_kvas);
        if is_other((&self.map_kva, &other.map_kva)) || others.any(is_other) {
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

#[cfg(test)]
mod tests {
    use super::InstanceId;

    /// Compares in both directions, which must agree.
    #[track_caller]
    fn are_other(one: &InstanceId, two: &InstanceId) -> bool {
        assert_eq!(one.is_other_than(two), two.is_other_than(one));
        one.is_other_than(two)
    }

    fn read(map_kva: u64, live: &[u64]) -> InstanceId {
        InstanceId::new("dispatch.bss", map_kva, live)
    }

    #[test]
    fn two_addresses_are_two_instances_and_an_unknown_address_is_no_evidence() {
        assert!(are_other(&read(1, &[]), &read(2, &[])));
        assert!(!are_other(&read(1, &[]), &read(1, &[])));
        assert!(!are_other(&read(0, &[]), &read(2, &[])));
        assert!(!are_other(&read(0, &[]), &read(0, &[])));
    }

    #[test]
    fn each_part_has_an_address_of_its_own() {
        let read = |second, third| InstanceId::of_maps([("a", 1), ("b", second), ("c", third)], &[]);
        assert_eq!(read(2, 3).other_map_kvas, [2, 3]);
        assert!(are_other(&read(2, 3), &read(2, 4)));
        assert!(are_other(&read(2, 3), &read(5, 3)));
        assert!(!are_other(&read(2, 3), &read(2, 0)));
        assert!(!are_other(&read(2, 3), &read(2, 3)));
    }

    #[test]
    fn lists_without_a_common_map_are_of_two_instances() {
        assert!(are_other(&read(1, &[1, 2]), &read(1, &[3, 4])));
        assert!(are_other(&read(0, &[1, 2]), &read(0, &[3])));
        assert!(!are_other(&read(1, &[1, 2]), &read(1, &[2, 3])));
        assert!(!are_other(&read(1, &[1, 2]), &read(1, &[])));
        // A common map in the lists does not make two addresses one.
        assert!(are_other(&read(1, &[1, 2]), &read(2, &[1, 2])));
    }
}
