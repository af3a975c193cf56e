//! `ktsnap table` while a system call fails: a table that is one file is whole or as it was. A table that is a folder has only whole
//! files, and a second call completes it. strace injects the faults, one at each call.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../ktsnap-cli/tests/support/injection.rs"]
mod injection;

use std::path::{Path, PathBuf};

use injection::{Call, FAULTS, Files, INTERRUPTED, Injected, Outcome};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ktsnap-fleet");

/// The runs of one kernel, and those of two.
const SOME: &str = "examples/runs/6.16.0-3f2a9c1";
const ALL: &str = "examples/runs";

/// The calls with these names, except those that print a message.
fn calls(command: &Injected, names: &str) -> Vec<Call> {
    command.calls(names).into_iter().filter(|call| !call.line.starts_with("write(2,")).collect()
}

/// Runs the command with each error at each call, and passes on the call, what a message says of the error, and the outcome.
fn each_failure(command: &Injected, mut check: impl FnMut(&Call, &str, &Outcome)) {
    for (names, errors) in FAULTS {
        for call in calls(command, names) {
            for (error, reason) in errors {
                check(&call, reason, &command.with(&call, &format!("error={error}")));
            }
        }
    }
}

fn folder(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("injected-{test}-{}", std::process::id()))
}

/// A command that writes this table of these runs.
fn table(test: &str, runs: &str, name: &str) -> Injected {
    let folder = folder(&format!("{test}-{name}"));
    let file = folder.join(name).to_str().unwrap().to_owned();
    let object = ["--object", "examples/bpf/dispatch.bpf.o", "--only", "nr_mig_*"];
    Injected::new(&folder, &[&["table", runs, "--force", "-o", &file], &object[..]].concat())
}

/// Whether the command succeeded and named each report that it could not read.
fn is_named(outcome: &Outcome, reason: &str) -> bool {
    outcome.code == Some(0)
        && outcome.err.lines().any(|line| line.starts_with("ktsnap: note: ") && line.contains(reason))
}

/// Whether the command failed with one line that gives the reason. If several threads write, the fault can hit that line too.
fn is_refused(outcome: &Outcome, call: &Call, reason: &str) -> bool {
    let lines: Vec<_> = outcome.err.lines().filter(|line| !line.starts_with("ktsnap: note: ")).collect();
    let is_clear = match lines.as_slice() {
        [] => call.name == "write",
        [line] => line.starts_with("ktsnap: ") && line.contains(reason),
        _ => false,
    };
    is_clear && outcome.code == Some(1)
}

#[test]
#[ignore = "needs strace"]
fn a_table_that_is_one_file_is_written_whole_or_not_at_all() {
    for name in ["counters.csv", "counters.arrow"] {
        let command = table("file", SOME, name).over_all([(name.to_owned(), b"old".to_vec())].into());
        let whole = command.whole();
        assert_eq!(whole.code, Some(0), "{}", whole.err);
        let (mut refused, mut named) = (0, 0);
        each_failure(&command, |call, reason, outcome| {
            // The summary is written after the table.
            let is_complete = call.name == "write" && outcome.files == whole.files;
            if is_refused(outcome, call, reason) && (is_complete || &outcome.files == command.old()) {
                refused += 1;
            } else if is_named(outcome, reason) {
                named += 1;
            } else {
                assert!(outcome == &whole, "{reason} at `{}`: {}", call.line, outcome.described());
            }
        });
        println!("{name}: {refused} refused, {named} named a report");
        assert!(refused > 20 && named > 4, "{refused} refused, {named} named a report");
    }
}

/// The files of a table that a program reads.
fn parts(files: &Files) -> Files {
    files
        .iter()
        .filter(|(name, _)| name.ends_with(".parquet"))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect()
}

#[test]
#[ignore = "needs strace"]
fn a_table_that_is_a_folder_has_whole_files_and_a_second_call_completes_it() {
    let first = table("folder", SOME, "counters.parquet").whole();
    for old in [Files::new(), first.files] {
        let args = ["table", ALL, "--object", "examples/bpf/dispatch.bpf.o", "--only", "nr_mig_*", "-o"];
        let folder = folder("folders");
        let file = folder.join("counters.parquet").to_str().unwrap().to_owned();
        let command = Injected::new(&folder, &[&args[..], &[&file]].concat()).over_all(old);
        let whole = command.whole();
        assert_eq!(whole.code, Some(0), "{}", whole.err);
        let (mut refused, mut named) = (0, 0);
        each_failure(&command, |call, reason, outcome| {
            let at = || format!("{reason} at `{}`: {}", call.line, outcome.described());
            if is_refused(outcome, call, reason) {
                refused += 1;
                let is_whole = |(name, bytes): (&String, &Vec<u8>)| {
                    name == "counters.parquet/_errors/part-0.parquet"
                        || [&command.old().get(name), &whole.files.get(name)].contains(&&Some(bytes))
                };
                assert!(parts(&outcome.files).iter().all(is_whole), "{}", at());
            } else if is_named(outcome, reason) {
                named += 1;
            } else {
                assert!(outcome == &whole, "{}", at());
                return;
            }
            // A thread that writes another part is stopped when the command ends. The second call writes that part again.
            let again = command.again();
            assert!(!again.files.keys().any(|name| name.ends_with(".tmp")), "{}", at());
            assert_eq!(again.code, Some(0), "{}, then {}", at(), again.described());
            assert!(parts(&again.files) == parts(&whole.files), "{}, then {}", at(), again.described());
        });
        println!("{refused} refused, {named} named a report");
        assert!(refused > 20 && named > 8, "{refused} refused, {named} named a report");
    }
}

#[test]
#[ignore = "needs strace"]
fn an_interrupted_call_is_repeated() {
    for name in ["counters.csv", "counters.parquet"] {
        let command = table("interrupted", SOME, name);
        let whole = command.whole();
        let calls = calls(&command, INTERRUPTED);
        assert!(calls.len() > 20);
        for call in calls {
            let outcome = command.with(&call, "error=EINTR");
            assert!(outcome == whole, "EINTR at `{}`: {}", call.line, outcome.described());
        }
    }
}
