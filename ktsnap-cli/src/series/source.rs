//! The reports that are followed, and their stamps.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ktsnap_core::__private::Wanted;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{CaptureStamp, FailureDumpMap};

use super::reports::Follower;
use crate::args::Series;
use crate::failure::Failure;
use crate::report::input::{Compared, compared};
use crate::report::source::text;
use crate::report::{open_both, open_projected};
use crate::screen::text::clean;
use crate::source::is_stdin;

/// The stamp of each report.
pub(super) type Stamps = Vec<Option<CaptureStamp>>;

/// The reports, in the order of the arguments.
pub(super) enum Source {
    /// Files, and the text of standard input, because it can only be read once. `early` selects the early snapshots.
    Files { paths: Vec<PathBuf>, stdin: Option<String>, early: bool },
    /// The two snapshots of one document.
    Snapshots(Box<[FailureDumpReport; 2]>),
}

impl Source {
    /// The reports that the arguments name, and whether they are known to be in the order of time.
    pub(super) fn open(args: &Series) -> Result<(Self, bool), Failure> {
        Ok(match compared(&args.reports)? {
            Compared::Snapshots(path) => (Self::Snapshots(Box::new(open_both(&path)?)), false),
            Compared::Files(paths, is_in_order) => {
                let stdin = paths.iter().find(|path| is_stdin(path)).map(|path| text(path)).transpose()?;
                (Self::Files { paths, stdin, early: args.early }, is_in_order)
            }
        })
    }

    /// The label of each report: the name of its file, or its path if two files have the same name.
    pub(super) fn labels(&self) -> Vec<String> {
        let Self::Files { paths, .. } = self else { return vec!["first stall".to_owned(), "failure".to_owned()] };
        let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str())).collect();
        let distinct = names.iter().collect::<HashSet<_>>().len() == names.len();
        let name = |(path, name): (&PathBuf, _)| match distinct {
            _ if is_stdin(path) => "standard input".to_owned(),
            true => clean(&std::ffi::OsStr::to_string_lossy(name)).into_owned(),
            false => clean(&path.to_string_lossy()).into_owned(),
        };
        paths.iter().zip(names).map(name).collect()
    }

    /// The stamps at the ends of the files, where `ktsnap capture` writes them. `None` if only some files have one there.
    pub(super) fn hints(&self) -> Option<Stamps> {
        let Self::Files { paths, stdin, .. } = self else { return None };
        let hint = |path: &PathBuf| match stdin {
            Some(text) if is_stdin(path) => stamp_at_end(text),
            _ => stamp_at_end(&end_of(path)?),
        };
        let hints: Stamps = paths.iter().map(hint).collect();
        let stamped = hints.iter().flatten().count();
        (stamped == 0 || stamped == hints.len()).then_some(hints)
    }

    /// The stamp of each report. Reads the reports without their maps.
    pub(super) fn stamps(&self) -> Result<Stamps, Failure> {
        match self {
            Self::Snapshots(reports) => Ok(reports.iter().map(|report| report.capture.clone()).collect()),
            Self::Files { paths, .. } => {
                let stamp = |path: &PathBuf| Ok(self.read(path, &|_| Wanted::Nothing)?.capture.clone());
                paths.iter().map(stamp).collect()
            }
        }
    }

    /// Reads the whole of the first report of the arguments.
    pub(super) fn first<T>(
        &self,
        of: impl FnOnce(&FailureDumpReport, &Path) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match self {
            Self::Snapshots(reports) => {
                let [early, _] = &**reports;
                of(early, Path::new("the report"))
            }
            Self::Files { paths, .. } => {
                let gone = || Failure::new("no report is given", "give two or more reports");
                let path = paths.first().ok_or_else(gone)?;
                of(&*self.read(path, &|_| Wanted::Whole)?, path)
            }
        }
    }

    /// Reads a report with the parts that a follower wants, and drops it afterwards. If `of` fails, the whole report is read.
    pub(super) fn with<F: Follower, T>(
        &self,
        report: usize,
        follower: &mut F,
        mut of: impl FnMut(&FailureDumpReport, &mut F) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let gone = || Failure::new("a report is missing", "give each report once");
        match self {
            Self::Snapshots(reports) => of(reports.get(report).ok_or_else(gone)?, follower),
            Self::Files { paths, .. } => {
                let path = paths.get(report).ok_or_else(gone)?;
                let read = self.read(path, &|map| follower.wanted(map))?;
                of(&read, follower).or_else(|_| of(&*self.read(path, &|_| Wanted::Whole)?, follower))
            }
        }
    }

    fn read<'w>(
        &self,
        path: &Path,
        want: &dyn Fn(&FailureDumpMap) -> Wanted<'w>,
    ) -> Result<Box<FailureDumpReport>, Failure> {
        match self {
            Self::Files { stdin: Some(text), early, .. } if is_stdin(path) => open_projected(text, path, *early, want),
            Self::Files { early, .. } => open_projected(&text(path)?, path, *early, want),
            Self::Snapshots(_) => Err(Failure::of(path, "is not a file of the series", "give each report once")),
        }
    }
}

/// The longest end of a file that is searched for a stamp. A stamp of `ktsnap capture` has about 250 bytes.
const END: u64 = 2048;

fn end_of(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END))).ok()?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end).ok()?;
    Some(String::from_utf8_lossy(&end).into_owned())
}

/// The stamp at the end of a text, if it is the last field of the report. The report itself decides: see [`super::columns`].
fn stamp_at_end(text: &str) -> Option<CaptureStamp> {
    let (_, stamp) = text.rsplit_once(r#""ktsnap_capture":"#)?;
    serde_json::from_str(stamp.trim_end().strip_suffix('}')?).ok()
}
