//! [`Sidecar`]: what the harness writes next to the reports of a run.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use thiserror::Error;

use super::PhaseWindow;
use super::file::read_up_to;

/// The longest sidecar that is read. Those of the harness have some hundred kilobytes.
const MAX_BYTES: u64 = 64 << 20;

/// The facts of a run's sidecar (`{test}-{hash}.ktstr.json`) that are of use next to its reports.
///
/// A field that the harness did not write, or wrote as `null`, is `None`. Fields that are not listed here are skipped.
///
/// ```
/// use ktsnap_core::runs::{RunResult, Sidecar};
///
/// let sidecar = Sidecar::from_json(br#"{"test_name": "migrations", "scheduler": "scx_dispatch", "topology": "1n2l2c1t",
///     "passed": false, "skipped": false, "inconclusive": false, "a field of a later version": 7}"#)?;
/// assert_eq!(sidecar.scheduler.as_deref(), Some("scx_dispatch"));
/// assert_eq!((sidecar.result(), sidecar.kernel_version.is_none()), (Some(RunResult::Failed), true));
/// # Ok::<(), ktsnap_core::runs::SidecarError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Sidecar {
    /// The name of the test.
    pub test_name: Option<String>,
    /// The machine's topology: `1n2l4c2t` has 1 NUMA node, 2 last-level caches, 4 cores in each and 2 threads on each.
    pub topology: Option<String>,
    /// The name of the scheduler; `eevdf` for a test without a sched_ext scheduler.
    pub scheduler: Option<String>,
    /// The commit of the scheduler. Harness 0.18 to 0.50 writes none.
    pub scheduler_commit: Option<String>,
    /// The version of the tested kernel.
    pub kernel_version: Option<String>,
    /// The commit of the tested kernel's sources, with `-dirty` if they differ from it.
    pub kernel_commit: Option<String>,
    /// The commit of the repository that the test ran in, with `-dirty` if files differ from it.
    pub project_commit: Option<String>,
    /// The kind of work that ran.
    pub work_type: Option<String>,
    /// The program that ran next to the work.
    pub payload: Option<String>,
    /// When the sidecar was written, after the test: `2026-03-01T12:00:00Z`.
    pub timestamp: Option<String>,
    /// The session of the run: the time at which the test process started, and the number of the sidecar in that process.
    pub run_id: Option<String>,
    /// `local` or `ci`.
    pub run_source: Option<String>,
    /// The number of periodic reports that were due, each with the next number, including those that failed.
    pub periodic_fired: Option<u32>,
    /// The number of periodic reports that the test asked for.
    pub periodic_target: Option<u32>,
    /// The machine that the harness ran on.
    pub host: Option<Host>,
    /// Whether the test expected to fail.
    pub expected_failure: Option<bool>,
    passed: Option<bool>,
    skipped: Option<bool>,
    inconclusive: Option<bool>,
    stats: Option<Stats>,
}

/// The machine that the harness ran on, in a [`Sidecar`].
///
/// ```
/// use ktsnap_core::runs::Sidecar;
///
/// let sidecar = Sidecar::from_json(br#"{"host": {"kernel_release": "6.12.9", "online_cpus": 8}}"#)?;
/// assert_eq!(sidecar.host.unwrap().online_cpus, Some(8));
/// # Ok::<(), ktsnap_core::runs::SidecarError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Host {
    /// The release of the host's kernel.
    pub kernel_release: Option<String>,
    /// The machine's architecture.
    pub arch: Option<String>,
    /// The model of the CPU.
    pub cpu_model: Option<String>,
    /// The number of CPUs that are online.
    pub online_cpus: Option<u64>,
    /// The memory in KiB.
    pub total_memory_kib: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Stats {
    phases: Option<Vec<PhaseWindow>>,
}

/// The result of a run.
///
/// Later versions of the harness than 0.18 write the result of the test: a test that expects an error passes if the
/// scenario fails. Harness 0.18 writes the result of the scenario.
///
/// ```
/// assert_eq!(ktsnap_core::runs::RunResult::Failed.to_string(), "failed");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunResult {
    /// The test passed.
    Passed,
    /// The test failed.
    Failed,
    /// The test did not run, for example because the host has too few CPUs.
    Skipped,
    /// The test ran and measured nothing that it could judge.
    Inconclusive,
}

impl fmt::Display for RunResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Inconclusive => "inconclusive",
        })
    }
}

/// The reason why a run has no readable sidecar.
///
/// ```
/// use ktsnap_core::runs::{Sidecar, SidecarError};
///
/// let error = Sidecar::from_json(br#"{"topology": 7}"#).unwrap_err();
/// assert!(matches!(error, SidecarError::Json { .. }) && error.to_string().contains("topology"));
/// ```
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum SidecarError {
    /// The harness wrote none: the test failed before the scenario ran, or the reports are of an earlier session.
    #[error(
        "the sidecar is missing, so the result, scheduler and topology of the run are unknown; run the test again to get one"
    )]
    Missing,
    /// The file can't be read.
    #[error("the sidecar {} can't be read: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's error.
        source: Arc<io::Error>,
    },
    /// The file is longer than any sidecar.
    #[error("the sidecar {} is longer than {} MiB; run the test again to replace it", file.display(), MAX_BYTES >> 20)]
    TooLong {
        /// The file.
        file: PathBuf,
    },
    /// The text is not a sidecar.
    #[error("the sidecar{} is not as the harness writes it: {source} (in `{path}`); run the test again to replace it", named(file.as_ref()))]
    Json {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The path to the broken value, such as `stats.phases[1].sample_count`; `.` for the top.
        path: String,
        /// The parser's error.
        source: Arc<serde_json::Error>,
    },
}

/// A sidecar that is an object. The derived implementation would also take an array.
struct OnlyObject(Sidecar);

impl<'de> Deserialize<'de> for OnlyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = OnlyObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sidecar: an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OnlyObject, A::Error> {
                Sidecar::deserialize(MapAccessDeserializer::new(map)).map(OnlyObject)
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}

fn named(file: Option<&PathBuf>) -> String {
    file.map(|file| format!(" {}", file.display())).unwrap_or_default()
}

impl Sidecar {
    /// Reads a sidecar from its JSON text.
    ///
    /// # Errors
    ///
    /// [`SidecarError::Json`] if the text is not a JSON object, or a known field has another type.
    pub fn from_json(json: &[u8]) -> Result<Self, SidecarError> {
        Self::parse(json, None)
    }

    /// Reads a sidecar from its file.
    ///
    /// # Errors
    ///
    /// [`SidecarError::Io`] if the file can't be read or is not a regular file, [`SidecarError::TooLong`] if it has more than
    /// 64 MiB; otherwise those of [`from_json`](Self::from_json).
    pub fn from_path(file: impl AsRef<Path>) -> Result<Self, SidecarError> {
        let file = file.as_ref();
        match read_up_to(file, MAX_BYTES) {
            Ok(Some(json)) => Self::parse(&json, Some(file)),
            Ok(None) => Err(SidecarError::TooLong { file: file.to_owned() }),
            Err(source) => Err(SidecarError::Io { file: file.to_owned(), source: Arc::new(source) }),
        }
    }

    fn parse(json: &[u8], file: Option<&Path>) -> Result<Self, SidecarError> {
        let broken = |path: String, source| SidecarError::Json {
            file: file.map(Path::to_owned),
            path,
            source: Arc::new(source),
        };
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let read: Result<OnlyObject, _> = serde_path_to_error::deserialize(&mut deserializer);
        let read = read.map_err(|error| broken(error.path().to_string(), error.into_inner()))?;
        deserializer.end().map_err(|source| broken(".".to_owned(), source))?;
        Ok(read.0)
    }

    /// The result of the run. `None` if the sidecar has none.
    #[must_use]
    pub fn result(&self) -> Option<RunResult> {
        match (self.passed, self.skipped, self.inconclusive) {
            // At most one is set. If a file has several, the run is not called passed.
            (_, _, Some(true)) => Some(RunResult::Inconclusive),
            (_, Some(true), _) => Some(RunResult::Skipped),
            (Some(true), _, _) => Some(RunResult::Passed),
            (Some(false), _, _) => Some(RunResult::Failed),
            (None, ..) => None,
        }
    }

    /// The phases of the scenario, in their order. Empty if the sidecar has none.
    #[must_use]
    pub fn phases(&self) -> &[PhaseWindow] {
        self.stats.as_ref().and_then(|stats| stats.phases.as_deref()).unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) fn set_phases(&mut self, phases: Vec<PhaseWindow>) {
        self.stats = Some(Stats { phases: Some(phases) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(json: &str) -> Option<RunResult> {
        Sidecar::from_json(json.as_bytes()).unwrap().result()
    }

    #[test]
    fn only_a_clear_pass_is_passed() {
        let of = |passed, skipped, inconclusive| {
            result(&format!(r#"{{"passed":{passed},"skipped":{skipped},"inconclusive":{inconclusive}}}"#))
        };
        assert_eq!(of(true, false, false), Some(RunResult::Passed));
        assert_eq!(of(false, false, false), Some(RunResult::Failed));
        assert_eq!(of(false, true, false), Some(RunResult::Skipped));
        assert_eq!(of(true, true, false), Some(RunResult::Skipped));
        assert_eq!(of(true, false, true), Some(RunResult::Inconclusive));
        assert_eq!(result("{}"), None);
        assert_eq!(result(r#"{"passed":null,"skipped":true}"#), Some(RunResult::Skipped));
    }

    #[test]
    fn an_error_names_the_place() {
        let phases = r#"{"stats":{"phases":[{"step_index":0,"start_ms":0,"end_ms":1,"sample_count":-1}]}}"#;
        let error = Sidecar::from_json(phases.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("stats.phases[0].sample_count"), "{error}");
        for broken in ["", "[]", "{} {}", "nul", "\u{feff}{}"] {
            assert!(Sidecar::from_json(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_text_that_nests_endlessly_is_an_error() {
        let endless = format!(r#"{{"unknown":{}"#, "[".repeat(1_000_000));
        assert!(matches!(Sidecar::from_json(endless.as_bytes()), Err(SidecarError::Json { .. })));
    }
}
