//! Where reports are written.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::earlier::Earlier;
use crate::failure::Failure;
use crate::output::{Destination, Kind};

/// Files, or standard output.
pub(super) struct Place<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) name: Option<Name<'o>>,
    /// Whether a file that is not a report may be replaced, or a series by a new one.
    pub(super) force: bool,
    /// The permissions of the files, if they were given.
    pub(super) mode: Option<u32>,
    /// What the first report of a series replaces.
    earlier: Option<Earlier>,
}

/// What a file is called.
pub(super) enum Name<'o> {
    /// The one report's.
    One(&'o Path),
    /// A number before the extension.
    Numbered(&'o Path, usize),
}

/// Digits of a number in a series whose length is known, at least.
const DIGITS: usize = 3;

/// Digits of a number in a series that goes on until it is stopped. Numbers of one width keep the order of time in a
/// shell.
const OPEN_DIGITS: usize = 6;

impl<'o> Name<'o> {
    /// With as many digits as the last of that many reports needs; without a number of reports, [`OPEN_DIGITS`].
    pub(super) fn numbered(path: &'o Path, count: Option<u64>) -> Result<Self, Failure> {
        if path.is_dir() || path.file_name().is_none() {
            return Err(Failure::of(path, "is a folder", "name the files to write in it, as `run.json`"));
        }
        let digits = count.map_or(OPEN_DIGITS, |count| DIGITS.max(count.saturating_sub(1).to_string().len()));
        Ok(Self::Numbered(path, digits))
    }

    /// How many reports the numbers have room for.
    pub(super) fn room(&self) -> u64 {
        match self {
            Self::One(_) => 1,
            Self::Numbered(_, digits) => 10_u64.saturating_pow((*digits).try_into().unwrap_or(u32::MAX)),
        }
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

impl<'o> Place<'o> {
    pub(super) fn new(out: &'o mut dyn Write, name: Option<Name<'o>>, force: bool, mode: Option<u32>) -> Self {
        Self { out, name, force, mode, earlier: None }
    }

    fn destination<'a>(&self, path: &'a Path) -> Destination<'a> {
        Destination { path, kind: Kind::Report, input: None, force: self.force, mode: self.mode }
    }

    /// Refuses files that can't be written, before anything is captured.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        match &self.name {
            Some(Name::Numbered(path, _)) => {
                let earlier = Earlier::of(path)?;
                earlier.check(self.force)?;
                self.earlier = Some(earlier);
            }
            Some(Name::One(_)) | None => {}
        }
        match &self.name {
            Some(name) => self.destination(&name.of(0)).check(),
            None => Ok(()),
        }
    }

    /// Writes a report, as a whole or not at all if that is a file. The first report of a series removes an earlier series.
    pub(super) fn write(&mut self, report: u64, json: &str) -> Result<(), Failure> {
        if let Some(earlier) = self.earlier.take() {
            earlier.remove()?;
        }
        match &self.name {
            Some(name @ Name::Numbered(..)) if name.of(report).symlink_metadata().is_ok() => {
                let help = "write each series to files of its own";
                Err(Failure::of(&name.of(report), "was written by someone else since the series began", help))
            }
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
        assert_eq!(name("a/run.failure-dump.json", None, 12), "a/run.failure-dump-000012.json");
        assert_eq!(name("run", Some(1000), 999), "run-999");
        assert_eq!(name("run.json", Some(1001), 7), "run-0007.json");
        for folder in ["src", "..", "/"] {
            assert!(Name::numbered(Path::new(folder), None).is_err(), "{folder}");
        }
    }

    #[test]
    fn names_sort_as_their_numbers_as_long_as_there_is_room() {
        for count in [None, Some(1), Some(1000), Some(1001), Some(1_000_000), Some(1_000_001), Some(u64::MAX)] {
            let name = Name::numbered(Path::new("run.json"), count).unwrap();
            let last = name.room() - 1;
            assert!(count.is_none_or(|count| count <= name.room()), "{count:?}");
            let numbers = [0, 9, 10, 99, 100, 938, 999, 1000, 1806, 999_999, last].into_iter();
            let files: Vec<_> = numbers.filter(|&number| number <= last).map(|number| name.of(number)).collect();
            assert!(files.is_sorted(), "{files:?}");
        }
    }

    #[test]
    fn a_series_writes_over_no_file_that_appeared_since_it_began() {
        let folder = std::env::temp_dir().join(format!("ktsnap-place-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("run.json");
        let mut out = Vec::new();
        let mut place = Place::new(&mut out, Some(Name::numbered(&path, Some(2)).unwrap()), true, None);
        place.check().unwrap();
        place.write(0, "{}").unwrap();
        std::fs::write(folder.join("run-001.json"), "another series").unwrap();
        let written = place.write(1, "{}");
        let kept = std::fs::read(folder.join("run-001.json")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let Err(Failure::Told(told)) = written else { panic!("{written:?}") };
        assert!(
            told.ends_with("was written by someone else since the series began: write each series to files of its own")
        );
        assert_eq!(kept, b"another series");
    }
}
