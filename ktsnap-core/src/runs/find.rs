//! [`Run::open`].

use std::path::{Path, PathBuf};

use super::name::{Content, RunFile};
use super::{Run, Runs, RunsError};

impl Run {
    /// Finds one run by a path:
    ///
    /// | path | run |
    /// |---|---|
    /// | a directory | its only run |
    /// | the file of a sidecar | the run that it is of |
    /// | a directory, `/` and the name of a run | this run |
    /// | a directory, `/` and `{test}` | the only run of that test in the directory |
    /// | a directory, `/` and `{test}-` with the first digits of a hash | the run with that hash |
    ///
    /// # Errors
    ///
    /// [`RunsError::Ambiguous`] if several runs match and [`RunsError::NotFound`] if none does, both with the runs in the
    /// directory; otherwise those of [`Runs::open`].
    ///
    /// ```
    /// use ktsnap_core::runs::Run;
    ///
    /// let run = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations-8d0e")?;
    /// assert_eq!(run.name(), "migrations-8d0e4f7a91c2b356");
    /// # Ok::<(), ktsnap_core::runs::RunsError>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, RunsError> {
        let path = path.as_ref();
        if path.is_dir() {
            return only(path, path, Runs::open(path)?.runs, |_| true);
        }
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let runs = Runs::read_dir(directory)?.runs;
        // A name that is not UTF-8 is the name of no test.
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(RunFile { test, hash, content: Content::Sidecar }) = RunFile::of(name) {
            return only(path, directory, runs, |run| run.test == test && run.hash.as_deref() == hash);
        }
        // The name of a run without a hash can begin the name of another.
        let has_exact = runs.iter().any(|run| run.name() == name);
        only(path, directory, runs, |run| if has_exact { run.name() == name } else { run.is_named(name) })
    }

    /// Whether `{test}`, or `{test}-` and the first digits of the hash, are this run's.
    fn is_named(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(self.test.as_str()) else { return false };
        let digits = rest.strip_prefix('-');
        rest.is_empty()
            || digits
                .zip(self.hash.as_deref())
                .is_some_and(|(digits, hash)| !digits.is_empty() && hash.starts_with(digits))
    }
}

/// The only run that is wanted.
fn only(path: &Path, directory: &Path, runs: Vec<Run>, is_wanted: impl Fn(&Run) -> bool) -> Result<Run, RunsError> {
    let paths = |runs: &[Run]| runs.iter().map(Run::path).collect::<Vec<PathBuf>>();
    let all = paths(&runs);
    let mut wanted: Vec<_> = runs.into_iter().filter(is_wanted).collect();
    match (wanted.pop(), wanted.is_empty()) {
        (Some(run), true) => Ok(run),
        (Some(run), false) => {
            wanted.push(run);
            Err(RunsError::Ambiguous { path: path.to_owned(), runs: paths(&wanted) })
        }
        (None, _) => Err(RunsError::NotFound { path: path.to_owned(), directory: directory.to_owned(), runs: all }),
    }
}
