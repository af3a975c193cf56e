//! The files that the machine sent.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use ktsnap::FailureDumpReport;
use serde_json::Value;

use crate::bpftool::Seen;

type Read<T> = Result<T, Box<dyn Error>>;

/// The folder with the files.
pub(crate) struct Files {
    folder: PathBuf,
}

/// The output and exit code of a command.
pub(crate) struct CommandOutput {
    pub out: String,
    pub err: String,
    pub status: i32,
}

impl Files {
    pub(crate) fn new(folder: OsString) -> Self {
        Self { folder: folder.into() }
    }

    /// A complete report.
    pub(crate) fn report(&self, name: &str) -> Read<FailureDumpReport> {
        let path = self.folder.join(format!("reports/{name}.json"));
        FailureDumpReport::from_path(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// The names of a series' reports, in order.
    pub(crate) fn series(&self, name: &str) -> Read<Vec<String>> {
        let mut names = Vec::new();
        for file in fs::read_dir(self.folder.join("reports"))? {
            let file = file?.file_name();
            let file = file.to_string_lossy();
            let number = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
            // A partially written file would have another ending.
            if number
                .and_then(|number| number.strip_suffix(".json"))
                .is_some_and(|number| number.parse::<u32>().is_ok())
            {
                names.push(file.trim_end_matches(".json").to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The output and exit code of a command.
    pub(crate) fn command(&self, name: &str) -> Read<CommandOutput> {
        let read = |ending: &str| text(&self.folder.join(format!("commands/{name}.{ending}")));
        Ok(CommandOutput { out: read("out")?, err: read("err")?, status: read("status")?.trim().parse()? })
    }

    /// The output of bpftool at a moment.
    pub(crate) fn seen(&self, moment: &str) -> Read<Seen> {
        Ok(Seen {
            maps: self.json(&format!("seen/{moment}/maps.json"))?,
            progs: self.json(&format!("seen/{moment}/progs.json"))?,
        })
    }

    pub(crate) fn json(&self, path: &str) -> Read<Value> {
        let path = self.folder.join(path);
        serde_json::from_str(&text(&path)?).map_err(|error| format!("{}: {error}", path.display()).into())
    }
}

impl CommandOutput {
    /// Makes sure that the command ended with this code and did not panic.
    pub(crate) fn ended(&self, status: i32) -> Read<()> {
        ensure!(self.status == status, "it ended with {}, not {status}: {}", self.status, self.err.trim());
        ensure!(!self.err.contains("panicked"), "it panicked: {}", self.err.trim());
        Ok(())
    }
}

fn text(path: &Path) -> Read<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
