//! Progress on standard error: only a terminal shows it, it is erased at the end, and standard output does not change.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use support::{Scratch, repository};

const REPORTS: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];

/// More than a pipe holds, so that a write ends only after the command has begun to read.
const BLANKS: usize = 1 << 18;

/// Longer than the time before progress is shown.
const SLOW: Duration = Duration::from_millis(300);

/// Standard output, standard error and the exit code.
#[derive(Debug, PartialEq)]
struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

/// The two ends of a terminal: what is written to the second is read from the first.
fn terminal() -> (File, File) {
    let first = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&first).unwrap();
    unlockpt(&first).unwrap();
    let name = ptsname(&first, Vec::new()).unwrap().into_string().unwrap();
    let second = OpenOptions::new().read(true).write(true).open(name).unwrap();
    (File::from(first), second)
}

/// Everything that is written before the other end is closed.
fn all(mut from: impl Read) -> String {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    // A terminal whose other end is closed is an error, not the end of a file.
    while let Ok(read @ 1..) = from.read(&mut part) {
        bytes.extend(part.iter().take(read));
    }
    String::from_utf8(bytes).unwrap()
}

/// Runs the command with a report on standard input that takes long to arrive.
fn slowly(args: &[&str], is_terminal: bool) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.args(args).current_dir(repository()).env_remove("COLUMNS").env_remove("NO_COLOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let first = if is_terminal {
        let (first, second) = terminal();
        command.stderr(second);
        Some(first)
    } else {
        command.stderr(Stdio::piped());
        None
    };
    let mut child = command.spawn().unwrap();
    // The command has the other end of the terminal, which must be closed when it ends.
    drop(command);
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        input.write_all(&vec![b' '; BLANKS]).unwrap();
        thread::sleep(SLOW);
        input.write_all(&fs::read(repository().join(REPORTS[0])).unwrap()).unwrap();
    });
    let out = child.stdout.take().unwrap();
    let out = thread::spawn(move || all(out));
    let err = match first {
        Some(first) => all(first),
        None => all(child.stderr.take().unwrap()),
    };
    writer.join().unwrap();
    Ran { out: out.join().unwrap(), err, code: child.wait().unwrap().code() }
}

/// Asserts that progress is shown and erased, and that nothing else is written.
#[track_caller]
fn assert_progress(shown: &str) {
    const CLEAR: &str = "\r\u{1b}[2K";
    let lines = shown.strip_suffix(CLEAR).unwrap_or_else(|| panic!("the last line is not erased: {shown:?}"));
    for line in lines.split(CLEAR) {
        assert!(["reading 1 of 2", "reading 2 of 2"].contains(&line), "{shown:?}");
    }
}

#[test]
fn a_terminal_shows_progress_until_the_end_and_the_output_is_the_same() {
    for options in [&[][..], &["--all"], &["--json"], &["--plot", "nr_enqueued"]] {
        let args = [&["diff", "-", REPORTS[1], "--every", "2s"], options].concat();
        let (shown, piped) = (slowly(&args, true), slowly(&args, false));
        assert_eq!((piped.code, piped.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(!piped.out.is_empty() && shown.out == piped.out, "{args:?}: {}\n{}", shown.out, piped.out);
        assert_progress(&shown.err);
    }
}

#[test]
fn a_page_is_the_same_with_progress() {
    let scratch = Scratch::new("progress");
    let [on_terminal, piped] = [true, false].map(|is_terminal| {
        let file = scratch.file(&format!("{is_terminal}.html"), b"");
        fs::remove_file(&file).unwrap();
        let ran = slowly(&["page", "-", REPORTS[1], "--every", "2s", "-o", &file], is_terminal);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
        (ran.err, fs::read_to_string(file).unwrap())
    });
    assert_progress(&on_terminal.0);
    assert_eq!(piped.0, "");
    assert!(on_terminal.1 == piped.1 && piped.1.contains("</html>"));
}

#[test]
fn an_error_starts_on_a_line_of_its_own() {
    // The second report can't be read, when progress is shown already.
    let scratch = Scratch::new("progress-error");
    let broken = scratch.file("broken.json", b"{");
    let ran = slowly(&["diff", "-", &broken, "--every", "2s"], true);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let error = ran.err.rsplit('\r').find(|line| !line.trim().is_empty()).unwrap();
    assert!(error.trim_start_matches("\u{1b}[2K").starts_with("ktsnap: "), "{:?}", ran.err);
}
