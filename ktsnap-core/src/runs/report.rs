//! [`RunReport`]: a report of a run, read when it is asked for.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::file::require_regular;
use crate::report::{FailureDumpReportAny, ReportError};
use crate::series::Phase;
use crate::typed::{ReadError, SnapshotSchema};

/// The occasion on which the harness captured a report of a run. `Display` is the tag in the name of the file.
///
/// ```
/// use ktsnap_core::runs::ReportKind;
///
/// assert_eq!(ReportKind::Periodic(7).to_string(), "periodic_007");
/// assert_eq!(ReportKind::Failure.to_string(), "failure-dump");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReportKind {
    /// One of the reports at regular intervals, with its number, which counts from 0.
    Periodic(u32),
    /// At the failure.
    Failure,
    /// A report with a name: the test asked for it, a watchpoint was hit, or the harness kept an early snapshot of its own.
    /// The order of these and the other reports is unknown.
    Named(String),
}

impl ReportKind {
    /// The kind of a report with this tag in its name. Numbers of periodic reports have three digits.
    pub(super) fn of_tag(tag: &str) -> Self {
        let digits = tag.strip_prefix("periodic_").filter(|digits| digits.len() == 3);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        digits.and_then(|digits| digits.parse().ok()).map_or_else(|| Self::Named(tag.to_owned()), Self::Periodic)
    }
}

impl fmt::Display for ReportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Periodic(number) => write!(f, "periodic_{number:03}"),
            Self::Failure => f.write_str("failure-dump"),
            Self::Named(tag) => f.write_str(tag),
        }
    }
}

/// A report of a [`Run`](super::Run). The file is read by [`document`](Self::document) and [`read`](Self::read).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RunReport {
    /// The file.
    pub file: PathBuf,
    /// The occasion.
    pub kind: ReportKind,
    /// Whether it is of the second machine, which reproduces the failure of the first.
    pub is_repro: bool,
    /// The attempt that wrote it, counted from 1, if a later attempt of the same run followed.
    pub attempt: Option<u32>,
    /// The phase of the scenario during which the harness planned a periodic report, from the sidecar. `None` if the sidecar
    /// does not account for every periodic report of the run.
    pub phase: Option<Phase>,
    /// The time for which the harness planned a periodic report, since the start of the scenario. The sidecar has it for the
    /// first and the last report of each phase. The capture can be later, so this time is not suited for rates: no file of
    /// the run has the time of the capture.
    pub planned: Option<Duration>,
}

impl RunReport {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// Those of [`FailureDumpReportAny::from_path`]. A file that is not a regular file is [`ReportError::Io`].
    ///
    /// ```
    /// use ktsnap_core::runs::Run;
    ///
    /// let run = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations")?;
    /// let failure = run.failure().unwrap().document()?;
    /// assert_eq!(failure.schema(), "single");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn document(&self) -> Result<FailureDumpReportAny, ReportError> {
        self.require_regular()?;
        FailureDumpReportAny::from_path(&self.file)
    }

    /// Reads a struct: [`SnapshotSchema::from_json_path`] of the file.
    ///
    /// # Errors
    ///
    /// Those of [`SnapshotSchema::from_json_path`]. A file that is not a regular file is [`ReportError::Io`].
    ///
    /// ```
    /// use ktsnap::{SnapshotSchema, runs::Run};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let run = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations")?;
    /// for report in run.in_order() {
    ///     println!("{}: {}", report.kind, report.read::<Dispatch>()?.nr_mig_cross);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read<T: SnapshotSchema>(&self) -> Result<T, ReadError> {
        self.require_regular()?;
        T::from_json_path(&self.file)
    }

    /// The file was regular when the directory was listed. A pipe in its place would block.
    pub(super) fn require_regular(&self) -> Result<(), ReportError> {
        require_regular(&self.file).map_err(|source| ReportError::Io { file: self.file.clone(), source })?;
        Ok(())
    }
}
