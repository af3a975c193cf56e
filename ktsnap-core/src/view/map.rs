//! One map of a snapshot.

use crate::report::FailureDumpMap;

/// One map, as [`Snapshot::map`](crate::Snapshot::map) found it.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{"name": "a.bss", "map_type": 2, "value_size": 8, "max_entries": 1}]}"#,
/// )?;
/// let map = Snapshot::new(&report).map("a.bss")?;
/// assert_eq!((map.name(), map.raw().value_size), ("a.bss", 8));
/// assert_eq!(map.map_error(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct SnapshotMap<'a> {
    pub(super) map: &'a FailureDumpMap,
}

impl<'a> SnapshotMap<'a> {
    /// The map's name, as captured.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.map.name
    }

    /// The map as the report holds it.
    #[must_use]
    pub fn raw(&self) -> &'a FailureDumpMap {
        self.map
    }

    /// Why its contents are missing or incomplete, if they are.
    #[must_use]
    pub fn map_error(&self) -> Option<&'a str> {
        self.map.error.as_deref()
    }
}
