//! Directories of runs, with any names and contents of files.
//!
//! Each file of the input has a line with its name, a line with the number of its bytes, and its bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ktsnap::runs::{Run, Runs};

use crate::schemas::Dispatch;

/// Files of an input.
const MOST: usize = 24;

/// A directory of this process in memory.
static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    root.join(format!("ktsnap-fuzz-{}", std::process::id()))
});

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let directory = DIRECTORY.as_path();
    fs::create_dir_all(directory).expect("the directory can be created");
    let written = write_files(directory, input);
    read(directory);
    for file in &written {
        fs::remove_file(file).expect("the file was written");
    }
    fs::remove_dir(directory).expect("the directory is empty");
}

fn write_files(directory: &Path, mut input: &[u8]) -> Vec<PathBuf> {
    let mut written = Vec::new();
    while !input.is_empty() && written.len() < MOST {
        let Some((name, rest)) = line(input) else { break };
        let Some((len, rest)) = line(rest) else { break };
        let len = str::from_utf8(len).ok().and_then(|len| len.parse().ok()).unwrap_or(0_usize).min(rest.len());
        let (contents, rest) = rest.split_at(len);
        input = rest;
        let Ok(name) = str::from_utf8(name) else { continue };
        let is_name =
            !name.is_empty() && name.len() < 200 && !name.contains(['/', '\0']) && name != "." && name != "..";
        let file = directory.join(name);
        if is_name && !written.contains(&file) {
            fs::write(&file, contents).expect("the file can be written");
            written.push(file);
        }
    }
    written
}

fn line(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = input.iter().position(|byte| *byte == b'\n')?;
    Some((&input[..end], &input[end + 1..]))
}

fn read(directory: &Path) {
    let runs = match Runs::open(directory) {
        Ok(runs) => runs,
        Err(error) => panic!("{error}"),
    };
    for run in &runs.runs {
        assert!(!run.name().is_empty());
        if let Err(error) = run.sidecar() {
            assert!(error.to_string().len() > 8, "{error:?}");
        }
        assert!(run.in_order().count() <= run.reports.len());
        let _ = (run.missing().len(), run.failure(), run.repro_failure());
        for report in &run.reports {
            if let Err(error) = report.read::<Dispatch>() {
                assert!(error.to_string().len() > 8, "{error:?}");
            }
        }
        let series = run.series::<Dispatch>();
        let _ = (series.changes().count(), series.total().is_some(), series.changes_by_phase().len());
        // The name of a run can be that of a sidecar, which is the file of another run.
        if !run.name().ends_with(".ktstr.json") {
            let found = Run::open(run.path()).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(found.name(), run.name());
        }
    }
    for other in &runs.others {
        assert!(!other.reason.is_empty());
    }
}
