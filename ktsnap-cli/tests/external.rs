//! `ktsnap table`, `query` and `cluster`, which the program `ktsnap-fleet` has.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/program.rs"]
mod program;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use program::copy_program;
use support::Scratch;

const QUERY: [&str; 5] = ["query", "select 1", "counters.parquet", "--only", "nr_*"];

/// Runs a copy of the program in the folder.
fn run(folder: &str, args: &[&str], path: &str) -> Output {
    let copy = Path::new(folder).join("ktsnap");
    copy_program(env!("CARGO_BIN_EXE_ktsnap"), &copy);
    Command::new(copy).args(args).env("PATH", path).output().unwrap()
}

/// Writes a program that prints its arguments, and fails.
fn fleet(folder: &str) {
    let script = Path::new(folder).join("script");
    fs::write(&script, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 3\n").unwrap();
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    copy_program(script, Path::new(folder).join("ktsnap-fleet"));
}

#[test]
fn a_missing_program_is_named() {
    let scratch = Scratch::new("external-missing");
    let ran = run(scratch.folder(), &QUERY, "");
    assert_eq!(ran.status.code(), Some(1));
    let expected = "ktsnap: this command is in the program `ktsnap-fleet`, which is not installed: run `cargo install --path \
                    ktsnap-fleet` in a clone of ktsnap\n";
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), expected);
}

#[test]
fn the_program_gets_the_arguments_and_its_exit_code_is_returned() {
    let (here, there) = (Scratch::new("external-here"), Scratch::new("external-there"));
    fleet(there.folder());
    let ran = run(here.folder(), &QUERY, there.folder());
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), QUERY.map(|arg| format!("{arg}\n")).concat());
    assert_eq!(ran.status.code(), Some(3));
    // Next to `ktsnap`, it need not be on the PATH.
    fleet(here.folder());
    assert_eq!(run(here.folder(), &QUERY, "").status.code(), Some(3));
}

#[test]
fn arguments_are_checked_before_the_program_starts() {
    let scratch = Scratch::new("external-arguments");
    fleet(scratch.folder());
    let ran = run(scratch.folder(), &["query", "select 1"], "");
    assert_eq!((ran.status.code(), ran.stdout.as_slice()), (Some(2), &b""[..]));
}
