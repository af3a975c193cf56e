//! The files of one report or of a series.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use ktsnap_core::__private::read_dir;

use crate::failure::Failure;
use crate::output::{ContentKind, Destination};

/// Where reports are written: to files, or to standard output.
pub(super) struct ReportFiles<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) name: Option<FileNames<'o>>,
    /// Whether to replace a file that is not a report, or an earlier series.
    pub(super) force: bool,
    /// The permissions of the files, if the arguments give them.
    pub(super) mode: Option<u32>,
    /// The series that the first report replaces.
    earlier: Option<EarlierSeries>,
}

/// The names of the files.
pub(super) enum FileNames<'o> {
    /// The name of the only report.
    Single(&'o Path),
    /// A number before the extension, with this many digits.
    Numbered(&'o Path, usize),
}

/// The least number of digits in a series of known length.
const DIGITS: usize = 3;

/// The number of digits in a series of unknown length. With a fixed width, a shell's `run-*.json` is in the order of time.
const OPEN_DIGITS: usize = 6;

impl<'o> FileNames<'o> {
    /// Names for `count` reports, with as many digits as the last one needs; [`OPEN_DIGITS`] if `count` is unknown.
    pub(super) fn numbered(path: &'o Path, count: Option<u64>) -> Result<Self, Failure> {
        if path.is_dir() || path.file_name().is_none() {
            return Err(Failure::of(path, "is a folder", "name a file in it, for example `run.json`"));
        }
        let digits = count.map_or(OPEN_DIGITS, |count| DIGITS.max(count.saturating_sub(1).to_string().len()));
        Ok(Self::Numbered(path, digits))
    }

    /// The number of reports that the digits can number.
    pub(super) fn room(&self) -> u64 {
        match self {
            Self::Single(_) => 1,
            Self::Numbered(_, digits) => 10_u64.saturating_pow((*digits).try_into().unwrap_or(u32::MAX)),
        }
    }

    /// The file of a report.
    pub(super) fn of(&self, report: u64) -> PathBuf {
        match self {
            Self::Single(path) => (*path).to_owned(),
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

impl<'o> ReportFiles<'o> {
    pub(super) fn new(out: &'o mut dyn Write, name: Option<FileNames<'o>>, force: bool, mode: Option<u32>) -> Self {
        Self { out, name, force, mode, earlier: None }
    }

    fn destination<'a>(&self, path: &'a Path) -> Destination<'a> {
        Destination { path, kind: ContentKind::Report, input: None, force: self.force, mode: self.mode }
    }

    /// Reports an error for files that can't be written, before anything is captured.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        match &self.name {
            Some(FileNames::Numbered(path, _)) => {
                let earlier = EarlierSeries::of(path)?;
                earlier.check(self.force)?;
                self.earlier = Some(earlier);
            }
            Some(FileNames::Single(_)) | None => {}
        }
        match &self.name {
            Some(name) => self.destination(&name.of(0)).check(),
            None => Ok(()),
        }
    }

    /// Writes a report. The first report of a series removes an earlier series.
    pub(super) fn write(&mut self, report: u64, json: &str) -> Result<(), Failure> {
        if let Some(earlier) = self.earlier.take() {
            earlier.remove()?;
        }
        match &self.name {
            Some(name @ FileNames::Numbered(..)) if name.of(report).symlink_metadata().is_ok() => {
                let help = "write each series to its own files";
                Err(Failure::of(&name.of(report), "was created by another program after the series began", help))
            }
            Some(name) => self.destination(&name.of(report)).write(json.as_bytes()),
            None => {
                self.out.write_all(json.as_bytes())?;
                Ok(self.out.flush()?)
            }
        }
    }
}

/// The files of earlier series with the same name, in the order of their numbers.
#[derive(Debug)]
pub(super) struct EarlierSeries(Vec<PathBuf>);

impl EarlierSeries {
    /// Finds the files that a series of this name could have written, with any number of digits: `run-000.json` for
    /// `run.json`.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.exists() {
            return Ok(Self(Vec::new()));
        }
        let failed = |error| Failure::of(folder, "can't be listed", error);
        let mut files = Vec::new();
        for entry in read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            if let Some(digits) = number(&name, path) {
                // By value, then by width, without parsing: a number can have any length.
                let order =
                    (digits.trim_start_matches('0').len(), digits.trim_start_matches('0').to_owned(), digits.len());
                files.push((order, path.with_file_name(&name)));
            }
        }
        files.sort();
        Ok(Self(files.into_iter().map(|(_, file)| file).collect()))
    }

    /// Reports an error if the files would mix with those of a new series. With `force`, only if one of them is not a report of a
    /// series and so must not be removed.
    pub(super) fn check(&self, force: bool) -> Result<(), Failure> {
        self.0.iter().try_for_each(|file| destination(file).check_removal())?;
        let (Some(first), Some(last), false) = (self.0.first(), self.0.last(), force) else { return Ok(()) };
        let fact = match self.0.len() {
            1 => format!("{} is a report of an earlier series", first.display()),
            files => format!("{} ... {} are {files} reports of an earlier series", first.display(), last.display()),
        };
        Err(Failure::new(fact, "write to other files, or add `--force` to replace the whole series"))
    }

    /// Removes the files.
    pub(super) fn remove(self) -> Result<(), Failure> {
        self.0.iter().try_for_each(|file| destination(file).remove())
    }
}

fn destination(file: &Path) -> Destination<'_> {
    Destination { path: file, kind: ContentKind::Turn, input: None, force: false, mode: None }
}

/// The number in the name of a file, if the series could have written it.
fn number<'n>(name: &'n OsStr, series: &Path) -> Option<&'n str> {
    let stem = series.file_stem()?.as_encoded_bytes();
    let rest = name.as_encoded_bytes().strip_prefix(stem)?.strip_prefix(b"-")?;
    let digits = match series.extension() {
        Some(extension) => rest.strip_suffix(extension.as_encoded_bytes())?.strip_suffix(b".")?,
        None => rest,
    };
    let digits = str::from_utf8(digits).ok()?;
    (!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_number_is_before_the_extension() {
        let name = |path: &str, count, report| {
            FileNames::numbered(Path::new(path), count).unwrap().of(report).to_string_lossy().into_owned()
        };
        assert_eq!(name("run.json", Some(3), 0), "run-000.json");
        assert_eq!(name("a/run.failure-dump.json", None, 12), "a/run.failure-dump-000012.json");
        assert_eq!(name("run", Some(1000), 999), "run-999");
        assert_eq!(name("run.json", Some(1001), 7), "run-0007.json");
        for folder in ["src", "..", "/"] {
            assert!(FileNames::numbered(Path::new(folder), None).is_err(), "{folder}");
        }
    }

    #[test]
    fn names_sort_by_their_numbers() {
        for count in [None, Some(1), Some(1000), Some(1001), Some(1_000_000), Some(1_000_001), Some(u64::MAX)] {
            let name = FileNames::numbered(Path::new("run.json"), count).unwrap();
            let last = name.room() - 1;
            assert!(count.is_none_or(|count| count <= name.room()), "{count:?}");
            let numbers = [0, 9, 10, 99, 100, 938, 999, 1000, 1806, 999_999, last].into_iter();
            let files: Vec<_> = numbers.filter(|&number| number <= last).map(|number| name.of(number)).collect();
            assert!(files.is_sorted(), "{files:?}");
        }
    }

    #[test]
    fn a_series_does_not_replace_a_file_that_appeared_after_it_began() {
        let folder = std::env::temp_dir().join(format!("ktsnap-files-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("run.json");
        let mut out = Vec::new();
        let mut files = ReportFiles::new(&mut out, Some(FileNames::numbered(&path, Some(2)).unwrap()), true, None);
        files.check().unwrap();
        files.write(0, "{}").unwrap();
        std::fs::write(folder.join("run-001.json"), "another series").unwrap();
        let written = files.write(1, "{}");
        let kept = std::fs::read(folder.join("run-001.json")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let Err(Failure::Message(message)) = written else { panic!("{written:?}") };
        assert!(
            message
                .ends_with("was created by another program after the series began: write each series to its own files")
        );
        assert_eq!(kept, b"another series");
    }

    /// A folder that is removed when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("ktsnap-earlier-{name}-{}", std::process::id()));
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn file(&self, name: &str, contents: &str) -> PathBuf {
            let file = self.0.join(name);
            fs::write(&file, contents).unwrap();
            file
        }

        fn names(&self) -> Vec<String> {
            let files = fs::read_dir(&self.0).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<_> = files.collect();
            names.sort();
            names
        }

        fn earlier(&self) -> EarlierSeries {
            EarlierSeries::of(&self.0.join("run.json")).unwrap()
        }

        fn refused(&self, force: bool) -> String {
            let Err(Failure::Message(message)) = self.earlier().check(force) else {
                panic!("{:?} is accepted", self.names())
            };
            message.replace(&format!("{}/", self.0.display()), "")
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    fn turn(turn: u64) -> String {
        format!(
            r#"{{"schema":"single","maps":[],"ktsnap_capture":{{"boot_id":"b","monotonic_ns":{turn},"realtime_ns":0,"series":{{"id":"s","turn":{turn}}}}}}}"#
        )
    }

    #[test]
    fn an_earlier_series_is_refused_and_force_removes_all_of_it() {
        let folder = Folder::new("whole");
        // Files of a series with three digits and of a series with four.
        for number in ["000", "001", "1000", "0002", "999"] {
            folder.file(&format!("run-{number}.json"), &turn(number.parse().unwrap()));
        }
        let others =
            ["run.json", "run-1.json.bak", "run-a.json", "run--1.json", "run-1", "other-000.json", "runs-000.json"];
        others.iter().for_each(|name| _ = folder.file(name, "kept"));
        assert_eq!(
            folder.refused(false),
            "run-000.json ... run-1000.json are 5 reports of an earlier series: write to other files, or add `--force` to \
             replace the whole series"
        );
        let earlier = folder.earlier();
        earlier.check(true).unwrap();
        earlier.remove().unwrap();
        let mut kept = others;
        kept.sort();
        assert_eq!(folder.names(), kept);
        folder.earlier().check(false).unwrap();
    }

    #[test]
    fn only_reports_of_a_series_are_removed() {
        let single =
            r#"{"schema":"single","maps":[],"ktsnap_capture":{"boot_id":"b","monotonic_ns":1,"realtime_ns":0}}"#;
        for (at, other) in ["", "text", r#"{"schema":"single","maps":[]}"#, single].into_iter().enumerate() {
            let folder = Folder::new(&format!("other-{at}"));
            folder.file("run-000.json", &turn(0));
            folder.file("run-2024.json", other);
            for force in [false, true] {
                assert_eq!(
                    folder.refused(force),
                    "run-2024.json exists and is not a report of a series of `ktsnap capture`: move it, or write the series \
                     to other files"
                );
            }
            assert_eq!(folder.names(), ["run-000.json", "run-2024.json"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_not_removed_and_links_are_not_followed() {
        let folder = Folder::new("link");
        let elsewhere = folder.file("elsewhere.json", &turn(0));
        std::os::unix::fs::symlink(&elsewhere, folder.0.join("run-000.json")).unwrap();
        assert!(folder.refused(true).starts_with("run-000.json exists and is not a report of a series"));
        assert!(folder.earlier().remove().is_err() && elsewhere.exists());
        fs::remove_file(folder.0.join("run-000.json")).unwrap();
        fs::create_dir(folder.0.join("run-000.json")).unwrap();
        assert!(folder.refused(true).starts_with("run-000.json exists and is not a report of a series"));
    }

    #[test]
    fn a_missing_folder_has_no_earlier_series() {
        let earlier = EarlierSeries::of(Path::new("/no/such/folder/run.json")).unwrap();
        earlier.check(false).unwrap();
        EarlierSeries::of(Path::new("run.json")).unwrap().check(false).unwrap();
    }
}
