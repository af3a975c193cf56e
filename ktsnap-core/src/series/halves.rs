//! [`Halves`]: a struct read from both reports of a dual document.

use std::path::Path;

use thiserror::Error;

use super::{CounterReset, Difference, InstanceId};
use crate::report::{FailureDumpReport, FailureDumpReportAny, Half, ReportError};
use crate::typed::json::{kept, text, text_of};
use crate::typed::parts::from_snapshot_with_picks;
use crate::typed::{SchemaError, SnapshotSchema};
use crate::view::Snapshot;

/// A struct read from both halves of a `dual` document: when a task had waited long, and at the failure.
///
/// The harness writes such a document (`*.repro.failure-dump.json`) if it froze the machine twice.
///
/// ```no_run
/// use ktsnap::{Halves, SnapshotSchema};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
/// struct Dispatch {
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// let halves = Halves::<Dispatch>::from_json_path("target/stall.repro.failure-dump.json")?;
/// let stall = halves.change()?;
/// println!("{} tasks moved during the stall, {:.2} of them far", stall.nr_mig_same, stall.cross_fraction()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Halves<T> {
    /// The struct when a task had waited long.
    pub early: T,
    /// The struct at the failure.
    pub late: T,
    /// The instance whose map was read from the early half.
    pub early_instance: InstanceId,
    /// The instance whose map was read from the late half.
    pub late_instance: InstanceId,
}

/// The reason why a struct can't be read from both halves of a document, or why these have no difference.
///
/// ```
/// use ktsnap_core::series::HalvesError;
///
/// fn is_single(error: &HalvesError) -> bool {
///     matches!(error, HalvesError::NoEarly { .. })
/// }
/// # let _ = is_single;
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HalvesError {
    /// The file can't be read, or the text is not a document of the harness.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The document has no early half.
    #[error("the document has no early half: {reason}; read the report at the failure with `from_json_path`")]
    NoEarly {
        /// The reason that the document gives, or its kind.
        reason: String,
    },
    /// The struct can't be read from a half.
    #[error("{half} half: {source}")]
    Half {
        /// The half.
        half: Half,
        /// The reason.
        source: Box<SchemaError>,
    },
    /// The scheduler was replaced between the two halves.
    #[error(
        "between the early and the late half the scheduler was replaced: {early} was read first, {late} then, and counters of \
         two instances have no difference; look at `early` and `late` by themselves"
    )]
    InstanceChanged {
        /// The map that was read from the early half.
        early: String,
        /// The map that was read from the late half.
        late: String,
    },
    /// A counter decreased, and the document does not show that the scheduler was replaced.
    #[error(transparent)]
    Reset(#[from] CounterReset),
}

impl<T: SnapshotSchema> Halves<T> {
    /// Reads the struct from both halves of a document's file. One pass over the text keeps only the struct's variables.
    ///
    /// # Errors
    ///
    /// [`HalvesError::Report`] if the file is not a document of the harness, [`HalvesError::NoEarly`] if it has one report, and
    /// [`HalvesError::Half`] if the struct can't be read from a half.
    pub fn from_json_path(file: impl AsRef<Path>) -> Result<Self, HalvesError> {
        let file = file.as_ref();
        Self::read(&text_of(file)?, Some(file))
    }

    /// Reads the struct from both halves of a document's JSON text.
    ///
    /// # Errors
    ///
    /// Those of [`from_json_path`](Self::from_json_path).
    ///
    /// ```
    /// use ktsnap::{Halves, SnapshotSchema, series::HalvesError};
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// let json = std::fs::read("../examples/captures/dispatch-swap.json")?;
    /// let error = Halves::<Dispatch>::from_json_slice(&json).err().unwrap();
    /// assert!(matches!(error, HalvesError::NoEarly { .. }));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn from_json_slice(json: &[u8]) -> Result<Self, HalvesError> {
        Self::read(text(json)?, None)
    }

    /// Reads the struct from both halves of a document in memory.
    ///
    /// # Errors
    ///
    /// [`HalvesError::NoEarly`] and [`HalvesError::Half`].
    pub fn of(document: &FailureDumpReportAny) -> Result<Self, HalvesError> {
        let dual = match document {
            FailureDumpReportAny::Dual(dual) => dual,
            other => return Err(HalvesError::NoEarly { reason: format!("it is a `{}` document", other.schema()) }),
        };
        let Some(early) = &dual.early else {
            let reason = dual.early_skipped_reason.as_deref().unwrap_or("it does not say why");
            return Err(HalvesError::NoEarly { reason: reason.to_owned() });
        };
        let (early, early_instance) = half(early, Half::Early)?;
        let (late, late_instance) = half(&dual.late, Half::Late)?;
        Ok(Self { early, late, early_instance, late_instance })
    }

    /// What was counted between the two halves, as [`since`](SnapshotSchema::since) has it.
    ///
    /// # Errors
    ///
    /// [`HalvesError::InstanceChanged`] if the scheduler was replaced, and [`HalvesError::Reset`] if a counter decreased.
    pub fn change(&self) -> Result<T, HalvesError> {
        if self.late_instance.is_other_than(&self.early_instance) {
            let [early, late] = [&self.early_instance, &self.late_instance].map(ToString::to_string);
            return Err(HalvesError::InstanceChanged { early, late });
        }
        Ok(self.late.since(&self.early)?)
    }

    /// What was counted between the two halves, with both reads: an assertion about it shows them, and the maps that were read.
    ///
    /// # Errors
    ///
    /// Those of [`change`](Self::change).
    ///
    /// ```no_run
    /// use ktsnap::{Halves, SnapshotSchema, expect};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let halves = Halves::<Dispatch>::from_json_path("target/stall.repro.failure-dump.json")?;
    /// expect!(halves.difference()?, nr_mig_cross < 100);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn difference(&self) -> Result<Difference<'_, T>, HalvesError> {
        let change = self.change()?;
        let line = |half: Half, instance: &InstanceId| format!("{half} half: {instance}");
        let evidence = vec![line(Half::Early, &self.early_instance), line(Half::Late, &self.late_instance)];
        Ok(Difference { earlier: &self.early, later: &self.late, change, evidence })
    }

    /// Reads from the kept parts. If that fails, the whole document is parsed, because errors describe all of it.
    fn read(json: &str, file: Option<&Path>) -> Result<Self, HalvesError> {
        if let Some(kept) = kept(json, &T::schemas(), |_| true)
            && let Ok(read) = Self::of(&kept)
        {
            return Ok(read);
        }
        Self::of(&FailureDumpReportAny::from_text_of(json, file)?)
    }
}

/// Reads the struct from one half.
fn half<T: SnapshotSchema>(report: &FailureDumpReport, half: Half) -> Result<(T, InstanceId), HalvesError> {
    let read = from_snapshot_with_picks(&Snapshot::new(report));
    let (value, picks) = read.map_err(|source| HalvesError::Half { half, source: Box::new(source) })?;
    Ok((value, InstanceId::of_picks(&picks, report)))
}
