//! Running the command, and files for its arguments.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The output of a run and its exit code.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

/// Runs the command in the repository, independent of the variables of this terminal.
pub(crate) fn ktsnap(args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.args(args).current_dir(repository()).env_remove("COLUMNS").env_remove("NO_COLOR");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

impl Ran {
    /// Standard output of a successful run.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// Asserts that the run failed with one line that contains `message`.
    #[track_caller]
    pub(crate) fn fails_with(self, message: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{}", self.err);
        assert!(self.err.starts_with("ktsnap: ") && self.err.lines().count() == 1, "{}", self.err);
        assert!(self.err.contains(message), "`{message}` is not in: {}", self.err);
    }
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every report in the repository.
pub(crate) fn captures() -> Vec<PathBuf> {
    let folders = ["captures", "examples/captures"].map(|folder| repository().join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == "json")).collect();
    files.sort();
    assert!(files.len() >= 13, "{files:?}");
    files
}

/// A temporary folder.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Its path.
    #[allow(dead_code, reason = "only some tests use it")]
    pub(crate) fn folder(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let file = self.0.join(name);
        fs::write(&file, bytes).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}
