//! The measurements of a group: what its files and runs are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ktsnap_core::__private::Wanted;

use crate::failure::Failure;
use crate::report::open_projected;
use crate::report::source::text;
use crate::source::{is_stdin, name};

/// The most files of a group.
const MOST: usize = 100_000;

/// The files of a measurement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A run of the harness, or a document with two snapshots.
    Interval(PathBuf),
    /// The reports of a series of `ktsnap capture`.
    Series(Vec<PathBuf>),
    /// A report that is not part of a series.
    Single(PathBuf),
}

impl Element {
    /// The files, or the directory of the run.
    pub(super) fn files(&self) -> &[PathBuf] {
        match self {
            Self::Interval(path) | Self::Single(path) => std::slice::from_ref(path),
            Self::Series(paths) => paths,
        }
    }

    /// The name of the measurement in messages: its first file.
    pub(super) fn path(&self) -> &Path {
        self.files().first().map_or(Path::new(""), PathBuf::as_path)
    }
}

/// Finds the measurements that an option names.
pub(super) fn of(option: &str, globs: &[String], early: bool) -> Result<Vec<Element>, Failure> {
    let (mut elements, mut series) = (Vec::new(), BTreeMap::<String, Vec<PathBuf>>::new());
    for path in paths(option, globs)? {
        if path.is_dir() || path.to_string_lossy().ends_with(".ktstr.json") {
            elements.push(Element::Interval(path));
            continue;
        }
        let text = text(&path)?;
        if !early && open_projected(&text, &path, true, &|_| Wanted::Nothing).is_ok() {
            elements.push(Element::Interval(path));
            continue;
        }
        let report = open_projected(&text, &path, early, &|_| Wanted::Nothing)?;
        match report.capture.as_ref().and_then(|stamp| stamp.series.as_ref()) {
            Some(turn) => series.entry(turn.id.clone()).or_default().push(path),
            None => elements.push(Element::Single(path)),
        }
    }
    if let Some([only]) = series.values().map(Vec::as_slice).find(|paths| paths.len() == 1) {
        let help = "a series is one measurement: give all its reports";
        return Err(Failure::of(only, format_args!("is the only report of its series in `{option}`"), help));
    }
    elements.extend(series.into_values().map(Element::Series));
    Ok(elements)
}

/// The paths that match, in their order.
fn paths(option: &str, globs: &[String]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for glob in globs {
        if is_stdin(Path::new(glob)) {
            return Err(Failure::usage(
                format!("`{option}` reads files, not standard input"),
                "give the paths of reports",
            ));
        }
        // A path without a match is reported like any file that is missing.
        if Path::new(glob).exists() {
            found.push(PathBuf::from(glob));
            continue;
        }
        let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::default() };
        let matches = glob::glob_with(glob, options)
            .map_err(|error| Failure::usage(format!("`{option} {glob}` is not a pattern"), error))?;
        let before = found.len();
        for path in matches.take(MOST) {
            found.push(path.map_err(|error| Failure::new(error, "make the folder readable"))?);
        }
        if found.len() == before {
            let help = "give the pattern in quotes, for example 'before/*.json'";
            return Err(Failure::new(format!("no file matches `{option} {}`", name(Path::new(glob))), help));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
