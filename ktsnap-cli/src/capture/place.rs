//! Where reports are written.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::{Destination, Kind};

/// Files, or standard output.
pub(super) struct Place<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) name: Option<Name<'o>>,
    /// Whether a file that is not a report may be replaced.
    pub(super) force: bool,
    /// The permissions of the files, if they were given.
    pub(super) mode: Option<u32>,
}

/// What a file is called.
pub(super) enum Name<'o> {
    /// The one report's.
    One(&'o Path),
    /// A number before the extension.
    Numbered(&'o Path, usize),
}

/// Digits of a number.
const DIGITS: usize = 3;

impl<'o> Name<'o> {
    /// With as many digits as the last of that many reports needs.
    pub(super) fn numbered(path: &'o Path, count: Option<u64>) -> Result<Self, Failure> {
        if path.is_dir() || path.file_name().is_none() {
            return Err(Failure::of(path, "is a folder", "name the files to write in it, as `run.json`"));
        }
        let last = count.unwrap_or_default().saturating_sub(1);
        Ok(Self::Numbered(path, DIGITS.max(last.to_string().len())))
    }

    /// The file of that report.
    pub(super) fn of(&self, report: u64) -> PathBuf {
        match self {
            Self::One(path) => (*path).to_owned(),
            Self::Numbered(path, digits) => {
                let mut name = path.file_stem().unwrap_or_default().to_owned();
                name.push(format!("-{report:0digits$}"));
                if let Some(extension) = path.extension() {
                    name.push(".");
                    name.push(extension);
                }
                path.with_file_name(name)
            }
        }
    }
}

impl Place<'_> {
    fn destination<'a>(&self, path: &'a Path) -> Destination<'a> {
        Destination { path, kind: Kind::Report, input: None, force: self.force, mode: self.mode }
    }

    /// Refuses a file that can't be written, before anything is captured.
    pub(super) fn check(&self) -> Result<(), Failure> {
        match &self.name {
            Some(name) => self.destination(&name.of(0)).check(),
            None => Ok(()),
        }
    }

    /// Writes a report, as a whole or not at all where that is a file.
    pub(super) fn write(&mut self, report: u64, json: &str) -> Result<(), Failure> {
        match &self.name {
            Some(name) => self.destination(&name.of(report)).write(json.as_bytes()),
            None => {
                self.out.write_all(json.as_bytes())?;
                Ok(self.out.flush()?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_before_the_extension() {
        let name = |path: &str, count, report| {
            Name::numbered(Path::new(path), count).unwrap().of(report).to_string_lossy().into_owned()
        };
        assert_eq!(name("run.json", Some(3), 0), "run-000.json");
        assert_eq!(name("a/run.failure-dump.json", None, 12), "a/run.failure-dump-012.json");
        assert_eq!(name("run", Some(1000), 999), "run-999");
        assert_eq!(name("run.json", Some(1001), 7), "run-0007.json");
        // Without an end nobody knows how many digits it takes.
        assert_eq!(name("run.json", None, 1000), "run-1000.json");
        for folder in ["src", "..", "/"] {
            assert!(Name::numbered(Path::new(folder), None).is_err(), "{folder}");
        }
    }
}
