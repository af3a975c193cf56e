//! [`Run`]: a test with one configuration, and what the harness left of it.

use std::path::PathBuf;

use super::{ReportKind, RunReport, Sidecar, SidecarError};

/// A run: a test with one configuration, and the files that the harness left of it in one directory.
///
/// ```
/// use ktsnap_core::runs::Run;
///
/// let run = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations-8d0e4f7a91c2b356.ktstr.json")?;
/// assert_eq!((run.test.as_str(), run.hash.as_deref()), ("migrations", Some("8d0e4f7a91c2b356")));
/// let kinds: Vec<_> = run.in_order().map(|report| report.kind.to_string()).collect();
/// assert_eq!(kinds, ["periodic_000", "periodic_001", "periodic_002", "failure-dump"]);
/// # Ok::<(), ktsnap_core::runs::RunsError>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Run {
    /// The directory of the files, `{kernel}-{commit}` if the harness chose it.
    pub directory: PathBuf,
    /// The name of the test.
    pub test: String,
    /// The configuration of the run: 16 hexadecimal digits. `None` for reports of harness 0.18, whose names lack it, if the
    /// directory has no sidecar of the test, or several.
    pub hash: Option<String>,
    /// The reports: first those of the machine that ran the test, then those of the machine that reproduced the failure; of
    /// each the periodic reports by number, then the failure, then those with names.
    pub reports: Vec<RunReport>,
    /// Reports of earlier attempts. The failure reports have the number of the attempt. Harness 0.18 also leaves periodic
    /// reports of an earlier attempt, if that attempt captured more of them: the sidecar says that these were not due.
    pub earlier: Vec<RunReport>,
    /// Other files of the run: traces and notes of the harness.
    pub attachments: Vec<PathBuf>,
    pub(super) sidecar: Result<Sidecar, SidecarError>,
}

impl Run {
    /// The name of the run in its directory: `{test}-{hash}`, or the name of the test.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.hash {
            Some(hash) => format!("{}-{hash}", self.test),
            None => self.test.clone(),
        }
    }

    /// The path that [`Run::open`] finds the run by: its name in its directory.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.directory.join(self.name())
    }

    /// The sidecar.
    ///
    /// # Errors
    ///
    /// The reason why it could not be read. [`SidecarError::Missing`] is common: the harness writes none if the test fails
    /// before the scenario runs, and removes those of earlier sessions.
    pub fn sidecar(&self) -> Result<&Sidecar, SidecarError> {
        self.sidecar.as_ref().map_err(Clone::clone)
    }

    /// The reports of the machine that ran the test whose order is known: the periodic reports by number, then the failure.
    pub fn in_order(&self) -> impl Iterator<Item = &RunReport> {
        self.reports.iter().filter(|report| !report.is_repro && !matches!(report.kind, ReportKind::Named(_)))
    }

    /// The report at the failure.
    #[must_use]
    pub fn failure(&self) -> Option<&RunReport> {
        self.failures(false)
    }

    /// The report at the failure of the second machine, which reproduces the failure of the first. The harness writes it as a
    /// `dual` document, which [`Halves`](crate::Halves) reads.
    #[must_use]
    pub fn repro_failure(&self) -> Option<&RunReport> {
        self.failures(true)
    }

    fn failures(&self, is_repro: bool) -> Option<&RunReport> {
        self.reports.iter().find(|report| report.is_repro == is_repro && report.kind == ReportKind::Failure)
    }

    /// The numbers of periodic reports that were due and have no file. The harness writes none if it could not stop the
    /// machine, and removes all except the last 8 (version 0.50). Empty if the sidecar does not say how many were due.
    #[must_use]
    pub fn missing(&self) -> Vec<u32> {
        let fired = self.sidecar().ok().and_then(|sidecar| sidecar.periodic_fired).unwrap_or_default();
        // The names of files have three digits.
        let has = |number: &u32| self.in_order().any(|report| report.kind == ReportKind::Periodic(*number));
        (0..fired.min(1000)).filter(|number| !has(number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_missing_reports_have_at_most_three_digits() {
        let mut sidecar = Sidecar::default();
        sidecar.periodic_fired = Some(1001);
        let run = Run {
            directory: PathBuf::new(),
            test: "t".to_owned(),
            hash: None,
            reports: Vec::new(),
            earlier: Vec::new(),
            attachments: Vec::new(),
            sidecar: Ok(sidecar),
        };
        assert_eq!(run.missing(), (0..1000).collect::<Vec<_>>());
    }
}
