//! Counts instructions with callgrind, which runs the program a second time.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Set for the run under callgrind.
const COUNTED: &str = "KTSNAP_COUNTED";

/// The number of instructions of each task, or `None` in the run under callgrind. A task runs once before, so that values that are
/// computed once do not count.
///
/// # Errors
///
/// The reason if valgrind can't be run, or fails.
pub fn instructions(tasks: &[&dyn Fn()], folder: &Path) -> Result<Option<Vec<u64>>, Box<dyn Error>> {
    if env::var_os(COUNTED).is_none() {
        return counts(tasks.len(), folder).map(Some);
    }
    for task in tasks {
        task();
        counted(task);
    }
    Ok(None)
}

/// Callgrind counts the instructions in this function, and writes a file after each call.
#[inline(never)]
fn counted(task: &dyn Fn()) {
    task();
    // Without this line the call would be a jump, and callgrind would take it for the function's end.
    black_box(task);
}

/// The counts, in the order of the calls.
fn counts(expected: usize, folder: &Path) -> Result<Vec<u64>, Box<dyn Error>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let out = folder.join("out");
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*callgrind::counted", "--dump-after=*callgrind::counted"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .env(COUNTED, "1")
        .output()
        .map_err(|error| format!("valgrind: {error}; it is Debian's package `valgrind`"))?;
    if !run.status.success() {
        return Err(format!("valgrind: {}\n{}", run.status, String::from_utf8_lossy(&run.stderr)).into());
    }
    (1..=expected).map(|part| count(&folder.join(format!("out.{part}")))).collect()
}

/// The number of instructions in a file of callgrind.
fn count(file: &Path) -> Result<u64, Box<dyn Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    total.and_then(|count| count.trim().parse().ok()).ok_or_else(|| format!("{}: no total", file.display()).into())
}
