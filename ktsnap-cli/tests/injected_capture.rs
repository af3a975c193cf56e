//! `ktsnap capture` while a system call fails: the report is whole, or names the map that could not be read, or the command fails
//! with one line and leaves the folder as it was. These tests load BPF, so they need root, bpftool, mount and strace.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/injection.rs"]
mod injection;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "live/loaded.rs"]
mod loaded;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use injection::{Call, Injected, Outcome};
use loaded::Loaded;
use serde_json::{Map, Value};

/// A report has the maps of all loaded copies of an object, so each test needs the machine for itself.
static MACHINE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_ktsnap");
const EMPTY_REPORT: &[u8] = br#"{"schema":"single","maps":[]}"#;

fn folder(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("injected-{test}-{}", std::process::id()))
}

/// Captures a program over no file and over an older report.
fn captures(test: &str, program: &str) -> [Injected; 2] {
    ["new", "old"].map(|at| {
        let folder = folder(&format!("{test}-{at}"));
        let file = folder.join("run.json").to_str().unwrap().to_owned();
        let command = Injected::new(&folder, &["capture", "--program", program, "-o", &file]);
        if at == "old" { command.over("run.json", EMPTY_REPORT) } else { command }
    })
}

/// A report, without what differs between two captures: its time, and the maps of copies of the object that another process
/// loads. `None` if the file is not a whole report.
fn report(outcome: &Outcome) -> Option<Map<String, Value>> {
    let [(name, contents)] = outcome.files.iter().collect::<Vec<_>>()[..] else { return None };
    let mut report: Map<String, Value> = serde_json::from_slice(contents).ok()?;
    report.remove("ktsnap_capture")?;
    let own = report.get("active_map_kvas")?.as_array()?.clone();
    report.get_mut("maps")?.as_array_mut()?.retain(|map| own.contains(&map["map_kva"]));
    (name == "run.json").then_some(report)
}

/// The parts in which two reports differ: the maps by their name and error.
fn differences(whole: &Map<String, Value>, other: &Map<String, Value>) -> Vec<(String, Value)> {
    let maps = |report: &Map<String, Value>| report["maps"].as_array().unwrap().clone();
    let name = |map: &Value| map["name"].as_str().unwrap().to_owned();
    let rest = whole.iter().filter(|(key, value)| *key != "maps" && other.get(*key) != Some(value));
    let rest = rest.map(|(key, _)| (key.clone(), other.get(key).cloned().unwrap_or_default()));
    let missing = maps(whole).into_iter().filter(|map| maps(other).iter().all(|found| name(found) != name(map)));
    let changed = maps(other).into_iter().filter(|map| !maps(whole).contains(map));
    rest.chain(missing.map(|map| (name(&map), Value::Null)))
        .chain(changed.map(|map| (name(&map), map["error"].clone())))
        .collect()
}

/// Injects an error at each of the calls, and counts the whole reports, those with the error of a map, and the failures.
fn sweep(command: &Injected, calls: &[Call], error: &str, reason: &str) -> [usize; 3] {
    let whole = command.whole();
    let expected = report(&whole).unwrap_or_else(|| panic!("{}", whole.described()));
    let mut counts = [0; 3];
    for call in calls {
        let outcome = command.with(call, &format!("error={error}"));
        if outcome.code == Some(0) {
            let found = report(&outcome).unwrap_or_else(|| panic!("{}: {}", call.line, outcome.described()));
            let differences = differences(&expected, &found);
            let are_named = differences.iter().all(|(_, said)| said.as_str().is_some_and(|said| said.contains(reason)));
            assert!(are_named && differences.len() < 2, "{error} at `{}`: {differences:?}", call.line);
            counts[differences.len()] += 1;
        } else {
            // The note with the size of the report is not that of this run.
            let is_refused = outcome.is_refused(&whole, command.old(), &[reason, "CAP_SYS_ADMIN"]);
            assert!(is_refused, "{error} at `{}`: {}", call.line, outcome.described());
            counts[2] += 1;
        }
    }
    counts
}

#[test]
#[ignore = "needs strace"]
fn a_map_that_the_kernel_does_not_show_is_named_and_never_missing() {
    let _alone = alone();
    let loaded = Loaded::new("cli_eperm");
    loaded.set("by_number", 3, &[7; 16]);
    let errors = [("EPERM", "Operation not permitted"), ("ENOMEM", "Cannot allocate memory")];
    for (command, (error, reason)) in captures("eperm", &loaded.id()).iter().zip(errors) {
        let [whole, named, refused] = sweep(command, &command.calls("bpf"), error, reason);
        println!("{error}: {whole} whole, {named} with the error of a map, {refused} refused");
        assert!(named > 40 && refused > 40, "{error}: {whole} whole, {named} with an error, {refused} refused");
    }
}

#[test]
#[ignore = "needs strace"]
fn a_map_that_the_kernel_no_longer_has_is_an_error() {
    let _alone = alone();
    let loaded = Loaded::new("cli_noent");
    let [command, _] = captures("enoent", &loaded.id());
    let whole = command.whole();
    let expected = report(&whole).unwrap();
    // The end of a list, of keys or of maps, has this error too, so it can't be injected there.
    let calls = command.calls("bpf").into_iter().filter(|call| call.line.contains("BPF_MAP_GET_FD_BY_ID"));
    for call in calls {
        let outcome = command.with(&call, "error=ENOENT");
        match report(&outcome) {
            Some(found) => {
                let differences = differences(&expected, &found);
                let said =
                    differences.iter().all(|(_, said)| said.as_str().is_some_and(|said| said.contains("No such file")));
                assert!(said && differences.len() < 2, "`{}`: {differences:?}", call.line);
            }
            None => {
                let is_refused = outcome.is_refused(&whole, command.old(), &["one of its maps is gone"]);
                assert!(is_refused, "`{}`: {}", call.line, outcome.described());
            }
        }
    }
}

#[test]
#[ignore = "needs strace"]
fn a_report_is_written_whole_or_not_at_all_whichever_call_fails() {
    let _alone = alone();
    let loaded = Loaded::new("cli_files");
    for command in captures("files", &loaded.id()) {
        for (names, errors) in [
            (
                "write,fsync,fchmod",
                [("ENOSPC", "No space left"), ("EIO", "Input/output error"), ("EDQUOT", "Disk quota")],
            ),
            ("open,openat", [("EACCES", "Permission denied"), ("EMFILE", "Too many open"), ("ENOENT", "")]),
            ("read", [("EIO", "Input/output error"), ("EACCES", "Permission denied"), ("EISDIR", "Is a directory")]),
            (
                "mmap",
                [("ENOMEM", "Cannot allocate memory"), ("EPERM", "Operation not permitted"), ("EAGAIN", "Resource")],
            ),
            (
                "renameat,linkat",
                [("EXDEV", "Invalid cross-device"), ("ENOSPC", "No space left"), ("EACCES", "Permission")],
            ),
        ] {
            // What is written to standard error can get lost.
            let calls: Vec<_> =
                command.calls(names).into_iter().filter(|call| !call.line.starts_with("write(2,")).collect();
            for (error, reason) in errors {
                let [whole, named, refused] = sweep(&command, &calls, error, reason);
                println!("{names} {error}: {whole} whole, {named} with the error of a map, {refused} refused");
                assert!(names == "mmap" || refused > 0, "{names} {error}: {whole} whole, {named} with an error");
            }
        }
    }
}

#[test]
#[ignore = "needs strace"]
fn metrics_are_those_of_the_object_or_say_that_it_is_not_read() {
    let _alone = alone();
    let loaded = Loaded::new("cli_prom_");
    let folder = folder("metrics");
    let file = folder.join("ktsnap.prom").to_str().unwrap().to_owned();
    let program = loaded.id();
    let args =
        ["capture", "--openmetrics", loaded::OBJECT, "--section", ".data.custom", "--program", &program, "-o", &file];
    let command = Injected::new(&folder, &args).over("ktsnap.prom", b"# HELP ktsnap_up old\n");
    let whole = command.whole();
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    for (names, error) in [
        ("bpf", "EPERM"),
        ("bpf", "ENOMEM"),
        ("write,fsync", "ENOSPC"),
        ("openat", "EMFILE"),
        ("linkat,renameat", "ENOSPC"),
    ] {
        for call in command.calls(names) {
            let outcome = command.with(&call, &format!("error={error}"));
            let metrics = outcome.files.get("ktsnap.prom").map(|text| String::from_utf8_lossy(text).into_owned());
            let is_down = metrics.is_some_and(|text| {
                text.contains("\nktsnap_up 0\n") && text.ends_with("# EOF\n") || text.contains("ktsnap_up 0")
            });
            let is_right = match outcome.code {
                Some(0) => outcome.files == whole.files || (is_down && outcome.err.contains("note: waiting for ")),
                _ => outcome.is_refused(&whole, command.old(), &["os error", "CAP_SYS_ADMIN"]),
            };
            assert!(
                is_right && outcome.files.len() == 1,
                "{error} at `{}`: {}\n{:?}",
                call.line,
                outcome.described(),
                outcome.files
            );
        }
    }
}
