//! The layout file of the scheduler that a report names, found in a folder `schemas`.
//!
//! A report names the object, and often the `struct_ops` variable of the scheduler. A layout file has the names of these variables, its
//! label and its own name. Most Rust schedulers name their object `bpf_bpf`, so the captured maps decide too: a file that does not
//! declare them as they are is not taken, and neither is one of several that do.

pub(crate) mod agree;
mod folders;

use std::path::{Path, PathBuf};

use ktsnap_core::__private::select::is_named;
use ktsnap_core::FailureDumpReport;

use crate::failure::Failure;
use crate::object::Describing;
use crate::report::maps::{CopyState, RunningScheduler};
use crate::screen::text::{clean, few};
use folders::{Candidate, layout_files};

/// The object of most Rust schedulers, a name that says nothing.
const ANY: &str = "bpf_bpf";

/// The characters of an object's name that libbpf keeps in front of `.rodata`.
const OBJECT_NAME_LEN: usize = 8;

/// The layout files near some reports.
pub(crate) struct Schemas {
    files: Vec<Candidate>,
}

/// The layout file for a report.
pub(crate) enum Found {
    /// The only file that is named after the scheduler, or fits it, and declares the captured maps.
    File(Box<Describing>),
    /// No file is for the scheduler.
    Nothing,
    /// Some files are for the scheduler, but it is not clear which one describes it: the reason with its remedy.
    Refused { why: String, files: Vec<Describing> },
}

impl Schemas {
    /// No files.
    pub(crate) fn none() -> Self {
        Self { files: Vec::new() }
    }

    /// Reads the layout files in `schemas/` of the current folder, of the folders of the reports, and of the packages around these.
    pub(crate) fn near(reports: &[PathBuf]) -> Self {
        Self { files: layout_files(reports) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The layout file for a report.
    pub(crate) fn of(self, report: &FailureDumpReport) -> Found {
        let running = RunningScheduler::of(report);
        let label = Label::of(&running);
        let (mut fitting, mut differing) = (Vec::new(), Vec::new());
        for candidate in self.files {
            let is_named = match label.names(&candidate) {
                Some(is_named) => is_named,
                None => continue,
            };
            match agree::compare(&running, candidate.file.layout(), &name(&candidate.path)) {
                Ok(1..) => fitting.push(candidate),
                Ok(_) => {}
                Err(why) if is_named => differing.push((candidate, why)),
                Err(_) => {}
            }
        }
        let describing = |Candidate { path, file }| Describing::found(file, path);
        if fitting.len() > 1 {
            let paths: Vec<_> = fitting.iter().map(|of| of.path.display().to_string()).collect();
            let paths = few(paths.iter().map(String::as_str), MOST_NAMES);
            let why = format!("several layout files fit the report: {paths}; choose one with `--object`");
            return Found::Refused { why, files: fitting.into_iter().map(describing).collect() };
        }
        if let Some(only) = fitting.pop() {
            return Found::File(Box::new(describing(only)));
        }
        let Some((candidate, why)) = differing.into_iter().next() else { return Found::Nothing };
        let path = candidate.path.display();
        let help = "update it with `ktsnap export`, or choose a file with `--object`";
        let why = format!("the layout file {path} is of another build than the report: {why}; {help}");
        Found::Refused { why, files: vec![describing(candidate)] }
    }
}

/// How many files a message lists.
const MOST_NAMES: usize = 6;

/// The error of an option that needs an object, without `--object` and without a layout file.
pub(crate) fn missing(option: &str, why: Option<&str>) -> Failure {
    let help = "add `--object OBJECT`, or write a layout file to the folder `schemas` with `ktsnap export`";
    Failure::usage(format!("`{option}` needs the names of an object"), why.unwrap_or(help))
}

/// The name of a file, for a message.
fn name(path: &Path) -> String {
    clean(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()).into_owned()
}

/// What a report says about the scheduler's name.
struct Label<'r> {
    /// The object's name, cut to [`OBJECT_NAME_LEN`].
    object: Option<&'r str>,
    /// The maps of `struct_ops` variables.
    struct_ops: Vec<&'r str>,
}

impl<'r> Label<'r> {
    fn of(running: &RunningScheduler<'r>) -> Self {
        let is_struct_ops = |map: &&ktsnap_core::report::FailureDumpMap| {
            map.map_type == agree::STRUCT_OPS && running.state(map) != CopyState::Dead
        };
        let struct_ops = running.maps().filter(is_struct_ops).map(|map| map.name.as_str()).collect();
        Self { object: running.running_obj(), struct_ops }
    }

    /// Whether a file may be the scheduler's. `None` if it is another scheduler's, and false if no name says so.
    fn names(&self, candidate: &Candidate) -> Option<bool> {
        let variables = &candidate.file.layout().struct_ops;
        if !self.struct_ops.is_empty() && !variables.is_empty() {
            let is_same = self.struct_ops.iter().any(|map| variables.iter().any(|variable| is_named(map, variable)));
            return is_same.then_some(true);
        }
        let object = self.object?;
        let stem = candidate.path.file_stem().unwrap_or_default().to_string_lossy();
        let label = candidate.file.label().and_then(|label| label.split_whitespace().next());
        let is_object = |name: &str| {
            let name = name.replace('-', "_");
            name == object || (object.len() >= OBJECT_NAME_LEN && name.starts_with(object))
        };
        match is_object(&stem) || label.is_some_and(is_object) {
            true => Some(true),
            false => (object == ANY).then_some(false),
        }
    }
}
