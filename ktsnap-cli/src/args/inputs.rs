//! The arguments that name an input, and `-` among them.

use std::path::{Path, PathBuf};

use super::{Args, Command};
use crate::failure::Failure;
use crate::source::is_stdin;

impl Args {
    /// Checks that standard input, `-`, is read at most once, and only by commands that read a file.
    pub(crate) fn check_stdin(&self) -> Result<(), Failure> {
        if self.inputs().filter(|path| is_stdin(path)).count() > 1 {
            let help = "write the other input to a file, and give its path";
            return Err(Failure::new("`-` is given more than once, and standard input can only be read once", help));
        }
        let (directory, derive) = match &self.command {
            Command::Runs(args) => (Some(&args.directory), None),
            Command::Derive(args) => (None, Some(args)),
            _ => (None, None),
        };
        if directory.is_some_and(|directory| is_stdin(directory)) {
            let help = "give a directory that the harness writes, or `./-` for a directory with that name";
            return Err(Failure::new("`runs` reads a directory, not standard input", help));
        }
        if derive.is_some_and(|args| is_stdin(&args.object.path) && args.object_as.is_none()) {
            let help = "add `--object-as PATH`, or give the path of the object instead of `-`";
            return Err(Failure::new("the struct needs the path of its object, and standard input has none", help));
        }
        Ok(())
    }

    /// Every input that the arguments name.
    fn inputs(&self) -> Box<dyn Iterator<Item = &Path> + '_> {
        match &self.command {
            Command::Layout(args) => one(&args.object.path),
            Command::Derive(args) => one(&args.object.path),
            Command::Export(args) => one(&args.object.path),
            Command::Watch(args) => Box::new(args.object.iter().map(|object| object.path.as_path())),
            Command::Serve(args) => Box::new(args.chosen.object.iter().map(|object| object.path.as_path())),
            Command::Check(args) => Box::new([args.file.as_path(), args.object.as_path()].into_iter()),
            Command::Show(args) => one(&args.report),
            Command::Diff(args) => Box::new(args.series.reports.iter().map(AsRef::as_ref)),
            Command::Page(args) => Box::new(args.series.reports.iter().map(AsRef::as_ref)),
            Command::Table(args) => Box::new(args.columns.of.object.iter().map(PathBuf::as_path)),
            Command::Query(args) => Box::new(args.columns.of.object.iter().map(PathBuf::as_path)),
            Command::Capture(args) => Box::new(args.chosen.object.iter().map(|object| object.path.as_path())),
            Command::Runs(_) | Command::Cluster(_) | Command::Completions(_) => Box::new(std::iter::empty()),
        }
    }
}

fn one(path: &Path) -> Box<dyn Iterator<Item = &Path> + '_> {
    Box::new(std::iter::once(path))
}
