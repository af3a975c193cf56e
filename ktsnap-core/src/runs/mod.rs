//! Directories in which the harness leaves the reports of its runs.
//!
//! The harness writes into one directory for each kernel and commit, `target/ktstr/{kernel}-{commit}/` unless
//! `KTSTR_SIDECAR_DIR` names another. A run is one test with one configuration (topology, scheduler, payload, work, sysctls,
//! kernel arguments), whose hash is part of the names of its files:
//!
//! | file | contents |
//! |---|---|
//! | `{test}-{hash}.ktstr.json` | the sidecar: the result of the test, and what it ran on |
//! | `{test}-{hash}.snapshot.periodic_NNN.json` | a report that was captured while the test ran, with its number |
//! | `{test}-{hash}.snapshot.{tag}.json` | a report that the test asked for, or that the harness kept instead of a failure report |
//! | `{test}-{hash}.failure-dump.json` | the report at the failure |
//! | `{test}-{hash}.repro.*` | the same of a second machine, which reproduces the failure; its failure report is a `dual` document |
//! | `{test}-{hash}.attempt-N.failure-dump.json` | the failure report of an earlier attempt |
//!
//! Harness 0.18 names reports `{test}.*` without a hash. A directory can hold reports of several sessions: the harness only
//! removes what the tests that it runs will write again.
//!
//! [`Runs::open`] lists a directory, and [`Run::open`] finds one run. Reports are only read when they are asked for.
//!
//! ```
//! use ktsnap_core::runs::{RunResult, Runs};
//!
//! let runs = Runs::open("../examples/runs")?;
//! for run in &runs.runs {
//!     let result = run.sidecar().map(|sidecar| sidecar.result());
//!     println!("{}: {result:?}, {} reports", run.name(), run.reports.len());
//! }
//! # let results: Vec<_> = runs.runs.iter().filter_map(|run| run.sidecar().ok()?.result()).collect();
//! # assert!(results.contains(&RunResult::Failed) && results.contains(&RunResult::Skipped));
//! # Ok::<(), ktsnap_core::runs::RunsError>(())
//! ```

mod directory;
mod error;
pub(crate) mod file;
mod find;
mod name;
mod phase;
mod report;
mod run;
mod series;
mod sidecar;

pub use directory::{OtherFile, Runs};
pub use error::RunsError;
pub use phase::PhaseWindow;
pub use report::{ReportKind, RunReport};
pub use run::Run;
pub use sidecar::{Host, RunResult, Sidecar, SidecarError};
