//! Commands that write files while a system call fails or is interrupted: the file is written whole, or the command fails with one
//! line and leaves the folder as it was. strace injects the faults, one at each call.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/injection.rs"]
mod injection;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::path::{Path, PathBuf};

use injection::{Call, Errors, FAULTS, INTERRUPTED, Injected, READING, WRITING};
use support::ktsnap;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ktsnap");
const OBJECT: &str = "examples/bpf/dispatch.bpf.o";
const REPORTS: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];
const RUNS: &str = "examples/runs/6.16.0-3f2a9c1/migrations";

fn folder(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("injected-{test}-{}", std::process::id()))
}

/// The commands that write a file, each over no file and over an older one.
fn writers(test: &str) -> Vec<Injected> {
    let commands: [(&str, &[&str], Vec<u8>); 4] = [
        ("layout.json", &["export", OBJECT, "-o"], ktsnap(&["export", "tests/bpf/shapes.bpf.o"]).done().into_bytes()),
        ("page.html", &["page", REPORTS[0], REPORTS[1], "-o"], written(&["page", REPORTS[0], REPORTS[0], "-o"], test)),
        (
            "waits.svg",
            &["show", REPORTS[0], "wait_hist", "--histogram", "wait_hist=Log2", "--svg"],
            written(&["show", REPORTS[1], "wait_hist", "--histogram", "wait_hist=Log2", "--svg"], test),
        ),
        (
            "lines.svg",
            &["diff", REPORTS[0], REPORTS[1], "--every", "2s", "--plot", "nr_mig_*", "--svg"],
            written(&["diff", REPORTS[0], REPORTS[1], "--every", "2s", "--plot", "nr_tasks", "--svg"], test),
        ),
    ];
    let with = |at: &str, (name, args, old): &(&str, &[&str], Vec<u8>)| {
        let folder = folder(&format!("{test}-{at}-{name}"));
        let file = folder.join(name).to_str().unwrap().to_owned();
        let command = Injected::new(&folder, &[*args, &[file.as_str()]].concat());
        if at == "old" { command.over(name, old) } else { command }
    };
    ["new", "old"].iter().flat_map(|at| commands.iter().map(|command| with(at, command)).collect::<Vec<_>>()).collect()
}

/// The file that a command writes.
fn written(args: &[&str], test: &str) -> Vec<u8> {
    let file = folder(test).with_extension("old");
    ktsnap(&[args, &[file.to_str().unwrap()]].concat()).done();
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    bytes
}

/// Injects each of the errors at each call, and counts how many a command survived and how many it reported.
#[track_caller]
fn sweep(command: &Injected, faults: &[(&str, Errors)]) -> (usize, usize) {
    let whole = command.whole();
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    let (mut survived, mut refused) = (0, 0);
    for (names, errors) in faults {
        for call in command.calls(names) {
            for (error, reason) in *errors {
                let outcome = command.with(&call, &format!("error={error}"));
                if outcome == whole {
                    survived += 1;
                } else {
                    // The buffer of standard output is flushed once more when the command ends.
                    let has_no_output = outcome.out.is_empty() || call.name == "write";
                    let is_refused = outcome.is_refused(&whole, command.old(), &[reason]) && has_no_output;
                    assert!(is_refused, "{error} at `{}`: {}", call.line, outcome.described());
                    refused += 1;
                }
            }
        }
    }
    (survived, refused)
}

#[test]
#[ignore = "needs strace"]
fn a_file_is_written_whole_or_not_at_all_whichever_call_fails() {
    for command in writers("failed") {
        let (survived, refused) = sweep(&command, &FAULTS);
        println!("{survived} survived and {refused} reported");
        assert!(survived > 5 && refused > 30, "{survived} survived and {refused} reported");
    }
}

#[test]
#[ignore = "needs strace"]
fn an_input_that_cannot_be_told_from_the_output_is_not_replaced() {
    let folder = folder("itself");
    let file = folder.join("layout.json").to_str().unwrap().to_owned();
    let layout = ktsnap(&["export", OBJECT]).done();
    let args = ["export", &file, "--label", "other", "--force", "-o", &file];
    let command = Injected::new(&folder, &args).over("layout.json", layout.as_bytes());
    let calls = command.calls("newfstatat,stat,statx,fstat");
    assert!(calls.iter().any(|call| call.line.starts_with("newfstatat")));
    for call in calls {
        let outcome = command.from(&call, "error=EACCES");
        assert_eq!(outcome.code, Some(1), "`{}`: {}", call.line, outcome.described());
        assert!(&outcome.files == command.old(), "`{}`: {}", call.line, outcome.described());
    }
}

#[test]
#[ignore = "needs strace"]
fn an_interrupted_call_is_repeated() {
    for command in writers("interrupted") {
        let whole = command.whole();
        let calls = command.calls(INTERRUPTED);
        assert!(calls.len() > 20);
        for call in calls {
            let outcome = command.with(&call, "error=EINTR");
            assert!(outcome == whole, "EINTR at `{}`: {}", call.line, outcome.described());
        }
    }
}

#[test]
#[ignore = "needs strace"]
fn a_command_that_is_killed_while_it_writes_leaves_no_file() {
    // A file system in memory, which has files without a name. Those of NFS and FUSE have none: there, the temporary file stays.
    let folder = Path::new("/dev/shm").join(format!("ktsnap-killed-{}", std::process::id()));
    let old = ktsnap(&["export", "tests/bpf/shapes.bpf.o"]).done();
    let file = folder.join("layout.json");
    let command = Injected::new(&folder, &["export", OBJECT, "-o", file.to_str().unwrap()]);
    let command = command.over("layout.json", old.as_bytes());
    for call in command.calls("write,fchmod,fsync,getrandom") {
        for (signal, number) in [("SIGINT", 2), ("SIGTERM", 15), ("SIGKILL", 9)] {
            let outcome = command.with(&call, &format!("signal={signal}"));
            if call.name != "fsync" || outcome.signal.is_some() {
                assert_eq!(outcome.signal, Some(number), "{signal} at `{}`: {}", call.line, outcome.described());
            }
            let is_whole = outcome.files == command.whole().files;
            assert!(
                is_whole || &outcome.files == command.old(),
                "{signal} at `{}`: {}",
                call.line,
                outcome.described()
            );
        }
    }
}

/// Commands that only write to standard output.
fn readers(test: &str) -> Vec<Injected> {
    let commands: [&[&str]; 8] = [
        &["layout", OBJECT],
        &["derive", OBJECT],
        &["show", REPORTS[0]],
        &["show", REPORTS[0], "--struct", "examples/dispatch.rs:Dispatch"],
        &["show", "tests/compressed/dispatch-a0.json.gz"],
        &["diff", REPORTS[0], REPORTS[1]],
        &["check", "examples/packages/layout-file/schemas/dispatch.json", "--object", OBJECT],
        &["export", OBJECT],
    ];
    commands.iter().enumerate().map(|(at, args)| Injected::new(folder(&format!("{test}-{at}")), args)).collect()
}

#[test]
#[ignore = "needs strace"]
fn an_input_that_cannot_be_read_is_never_a_shorter_answer() {
    for command in readers("unreadable") {
        let (survived, refused) = sweep(&command, &[("open,openat,read", READING), ("write", WRITING)]);
        println!("{survived} survived and {refused} reported");
        assert!(refused >= 9, "{survived} survived and {refused} reported");
    }
}

#[test]
#[ignore = "needs strace"]
fn an_input_that_ends_while_it_is_read_is_never_a_shorter_answer() {
    for command in readers("shorter").into_iter().chain([Injected::new(folder("run"), &["diff", RUNS])]) {
        let whole = command.whole();
        // Without bytes, a call says that the file ends there, although it was longer when the command asked for its size.
        // An empty Cargo.toml is one without a package.
        let is_manifest = |call: &Call| ["[workspace]", "[package]"].iter().any(|table| call.line.contains(table));
        let calls = command.calls("read").into_iter().filter(|call| !is_manifest(call));
        for call in calls {
            let mut outcome = command.with(&call, "retval=0");
            // The result of a run is still known without its sidecar, but not which of its reports are of an earlier attempt.
            if outcome.err.contains("note: phases are unknown") {
                outcome.err.clone_from(&whole.err);
            }
            let reasons = ["is empty", "has no struct", "complete", "truncated", "is not", "ends", "EOF"];
            let is_refused = outcome.is_refused(&whole, command.old(), &reasons) && outcome.out.is_empty();
            assert!(outcome == whole || is_refused, "the end at `{}`: {}", call.line, outcome.described());
        }
    }
}
