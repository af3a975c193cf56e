//! Programs that tests write.

use std::ffi::OsStr;
use std::process::Command;

/// Copies a program that the test runs. Another process does it, because a file that is open for writing can't be run: a process that
/// another test starts in the meantime would inherit it from this one.
pub(crate) fn copy_program(from: impl AsRef<OsStr>, to: impl AsRef<OsStr>) {
    assert!(Command::new("cp").args([from.as_ref(), to.as_ref()]).status().unwrap().success());
}
