//! [`Observed`]: a struct and where it was read.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Difference, DifferenceError, InstanceId};
use crate::select::ReadMap;
use crate::typed::parts::from_snapshot_with_picks;
use crate::typed::{ReadError, SchemaError, SnapshotSchema, from_report, json};
use crate::view::Snapshot;

/// A struct that was read, with the maps and the file that it was read from.
///
/// It dereferences to the struct, so fields and ratios are used as before. An assertion about it reports which map was read,
/// why, and which other copies were passed over.
///
/// ```
/// use ktsnap::series::Observed;
/// use ktsnap::{SnapshotSchema, expect};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let earlier = Observed::<Dispatch>::from_json_path("../examples/captures/dispatch-a0.json")?;
/// let later = Observed::<Dispatch>::from_json_path("../examples/captures/dispatch-a1.json")?;
/// println!("{} moves, read from {}", later.nr_mig_cross, later.maps[0]);
/// expect!(later.since(&earlier)?, nr_mig_cross > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed<T> {
    /// The struct.
    pub value: T,
    /// The map that was read, or the map of each part of a struct with `parts`.
    pub maps: Vec<ReadMap>,
    /// The instance whose maps were read.
    pub instance: InstanceId,
    /// The report's file. `None` if the report was in memory.
    pub file: Option<PathBuf>,
}

impl<T: SnapshotSchema> Observed<T> {
    /// Reads the struct as [`SnapshotSchema::from_snapshot`] does.
    ///
    /// # Errors
    ///
    /// Those of `from_snapshot`.
    pub fn from_snapshot(snapshot: &Snapshot<'_>) -> Result<Self, SchemaError> {
        let (value, picks) = from_snapshot_with_picks(snapshot)?;
        let instance = InstanceId::of_picks(&picks, snapshot.report());
        Ok(Self { value, maps: picks.iter().map(ReadMap::from).collect(), instance, file: None })
    }

    /// Reads the struct as [`SnapshotSchema::from_json_path`] does, and keeps the name of the file.
    ///
    /// # Errors
    ///
    /// Those of `from_json_path`.
    pub fn from_json_path(file: impl AsRef<Path>) -> Result<Self, ReadError> {
        let file = file.as_ref();
        let read = json::read_with(&json::text_of(file)?, Some(file), &T::schemas(), Self::from_snapshot)?;
        Ok(Self { file: Some(file.to_owned()), ..read })
    }

    /// Reads the struct as [`SnapshotSchema::from_report`] does, from any value that serializes as a report of the harness.
    ///
    /// # Errors
    ///
    /// Those of `from_report`.
    pub fn from_report(report: &impl Serialize) -> Result<Self, ReadError> {
        from_report::read(report, &T::schemas(), Self::from_snapshot)
    }

    /// Sets the file that the report was read from, for messages.
    #[must_use]
    pub fn in_file(self, file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    /// The difference between this read and an earlier one, with both reads. Its counters are those of
    /// [`SnapshotSchema::since`].
    ///
    /// # Errors
    ///
    /// [`DifferenceError`] if the reads are of two instances of the scheduler, or a counter decreased.
    pub fn since<'a>(&'a self, earlier: &'a Self) -> Result<Difference<'a, T>, DifferenceError> {
        Difference::between(self, earlier)
    }
}

impl<T> Observed<T> {
    /// A line for each map that was read.
    pub(crate) fn lines(&self, before: &str) -> Vec<String> {
        let file = self.file.as_ref().map(|file| format!(", in {}", file.display())).unwrap_or_default();
        self.maps.iter().map(|map| format!("{before} {map}{file}")).collect()
    }
}

impl<T> Deref for Observed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
