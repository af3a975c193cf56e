//! [`RunsError`].

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The reason why a directory could not be listed, or a run not be found.
///
/// ```
/// use ktsnap_core::runs::{Run, RunsError};
///
/// // The directory has several runs.
/// let error = Run::open("../examples/runs/6.16.0-3f2a9c1").unwrap_err();
/// assert!(matches!(&error, RunsError::Ambiguous { runs, .. } if runs.len() == 3), "{error}");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunsError {
    /// The directory can't be listed.
    #[error("can't list {}: {source}; pass a directory of the harness, for example `target/ktstr`", directory.display())]
    Io {
        /// The directory.
        directory: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The directory has more entries than any of the harness.
    #[error("{} has more than {most} entries; pass one of its directories", directory.display())]
    TooMany {
        /// The directory.
        directory: PathBuf,
        /// The number of entries that are read at most.
        most: usize,
    },
    /// No run matches the path.
    #[error("{}{}; pass a run, or the file of a report", not_a_run(path, directory), listed(runs))]
    NotFound {
        /// The path that was passed.
        path: PathBuf,
        /// The directory that was searched.
        directory: PathBuf,
        /// The paths of its runs.
        runs: Vec<PathBuf>,
    },
    /// The path matches several runs.
    #[error("{} has several runs; pass one of them: {}", path.display(), paths(runs))]
    Ambiguous {
        /// The path that was passed.
        path: PathBuf,
        /// The paths of the runs.
        runs: Vec<PathBuf>,
    },
}

fn not_a_run(path: &Path, directory: &Path) -> String {
    match path == directory {
        true => format!("{} has ", path.display()),
        false => format!("{} is not a run, and {} has ", path.display(), directory.display()),
    }
}

/// The number of runs that a message lists.
const MOST: usize = 12;

fn listed(runs: &[PathBuf]) -> String {
    match runs {
        [] => "no runs".to_owned(),
        runs => format!("the runs {}", paths(runs)),
    }
}

fn paths(runs: &[PathBuf]) -> String {
    let listed: Vec<_> = runs.iter().take(MOST).map(|run| format!("`{}`", run.display())).collect();
    let listed = listed.join(", ");
    match runs.len().saturating_sub(MOST) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::RunsError;

    fn not_found(path: &str, runs: usize) -> String {
        let runs = (0..runs).map(|run| PathBuf::from(format!("runs/{run}"))).collect();
        RunsError::NotFound { path: path.into(), directory: "runs".into(), runs }.to_string()
    }

    #[test]
    fn a_path_that_is_no_run_is_named_with_its_directory() {
        assert!(
            not_found("runs/x", 0).contains("runs/x is not a run, and runs has no runs"),
            "{}",
            not_found("runs/x", 0)
        );
        assert!(not_found("runs", 0).contains("runs has no runs"), "{}", not_found("runs", 0));
        assert!(!not_found("runs", 0).contains("is not a run"));
    }

    #[test]
    fn a_message_lists_some_runs() {
        assert!(not_found("runs", 2).contains("the runs `runs/0`, `runs/1`"), "{}", not_found("runs", 2));
        assert!(not_found("runs", 12).contains("`runs/11`") && !not_found("runs", 12).contains("more"));
        assert!(not_found("runs", 14).contains("`runs/11` and 2 more"), "{}", not_found("runs", 14));
    }
}
