//! Files that already have the names of a new series.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::{Destination, Kind};

/// The files of earlier series, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Earlier(Vec<PathBuf>);

impl Earlier {
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
        for entry in folder.read_dir().map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            if let Some(digits) = number(&name, path) {
                // By value, then by width.
                let order =
                    (digits.trim_start_matches('0').len(), digits.trim_start_matches('0').to_owned(), digits.len());
                files.push((order, path.with_file_name(&name)));
            }
        }
        files.sort();
        Ok(Self(files.into_iter().map(|(_, file)| file).collect()))
    }

    /// Refuses a new series if the files would be mixed with its own. With `force` they may be removed, if all of them are
    /// reports of a series.
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
    Destination { path: file, kind: Kind::Turn, input: None, force: false, mode: None }
}

/// The number in the name of a file of that series.
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

    /// A folder with these files, removed when the test ends.
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

        fn earlier(&self) -> Earlier {
            Earlier::of(&self.0.join("run.json")).unwrap()
        }

        fn refused(&self, force: bool) -> String {
            let Err(Failure::Told(told)) = self.earlier().check(force) else {
                panic!("{:?} is accepted", self.names())
            };
            told.replace(&format!("{}/", self.0.display()), "")
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
    fn an_earlier_series_is_refused_and_removed_whole_by_force() {
        let folder = Folder::new("whole");
        // Of one series with three digits, and of one that took four.
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
                    "run-2024.json exists and is not a report of a series of `ktsnap capture`: move it away, or write the \
                     series to other files"
                );
            }
            assert_eq!(folder.names(), ["run-000.json", "run-2024.json"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_a_folder_are_not_removed_and_a_link_is_not_followed() {
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
    fn without_the_folder_nothing_is_earlier() {
        let earlier = Earlier::of(Path::new("/no/such/folder/run.json")).unwrap();
        earlier.check(false).unwrap();
        Earlier::of(Path::new("run.json")).unwrap().check(false).unwrap();
    }
}
