//! Memory that runs out, pipes without a reader, and inputs that arrive in small pieces.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/injection.rs"]
mod injection;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use injection::Injected;
use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::io::ioctl_fionread;
use support::{Scratch, ktsnap, repository};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ktsnap");
const OBJECT: &str = "examples/bpf/dispatch.bpf.o";
const REPORTS: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];
/// The largest report of the repository.
const RICH: &str = "captures/ktstr-rich-late_run.json";

fn folder(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("scarce-{test}-{}", std::process::id()))
}

/// The command with an address space of this many KiB.
fn limited(args: &[&str], limit: u64) -> Command {
    let script = format!(r#"ulimit -c 0; ulimit -v {limit} && exec "$@""#);
    let mut command = Command::new("sh");
    command.args(["-c", &script, "sh", PROGRAM]).args(args);
    command
}

/// Steps of the limit, in KiB.
const STEP: u64 = 256;

/// The least limit with which the kernel and the loader start the command.
fn least() -> u64 {
    let starts = |limit: &u64| limited(&["--version"], *limit).output().unwrap().status.success();
    (1..4096).map(|step| step * STEP).find(starts).expect("the command starts in 1 GiB")
}

/// If an allocation fails, the standard library of Rust aborts the process: `memory allocation of N bytes failed` and SIGABRT,
/// which a shell shows as exit code 134. Only an input that is larger than the free memory is an error of ktsnap, with exit code 1,
/// because the standard library returns that error from `fs::read`. A file is only created once its contents are complete, so
/// none remains after either.
#[test]
fn a_command_without_enough_memory_leaves_the_folder_as_it_was() {
    let least = least();
    let old = b"<svg>old</svg>";
    for (at, (name, args)) in [
        ("", &["show", RICH][..]),
        ("", &["diff", RICH, RICH]),
        ("", &["layout", OBJECT]),
        ("layout.json", &["export", OBJECT, "-o"]),
        ("page.html", &["page", RICH, RICH, "-o"]),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = folder(&format!("memory-{at}"));
        let file = folder.join(name).to_str().unwrap().to_owned();
        let args = match name.is_empty() {
            true => args.to_owned(),
            false => [args, &[file.as_str()]].concat(),
        };
        let command = Injected::new(&folder, &args).over("other.svg", old);
        let whole = command.whole();
        assert_eq!(whole.code, Some(0), "{}", whole.err);
        let mut failed = 0;
        for limit in (0..4096).map(|step| least + step * STEP) {
            let outcome = command.run(&mut limited(&args, limit));
            if outcome == whole {
                break;
            }
            let is_aborted = outcome.signal == Some(6) && outcome.err.contains("memory allocation of ");
            let is_refused = outcome.is_refused(&whole, command.old(), &["out of memory", "Cannot allocate memory"]);
            assert!(is_aborted || is_refused, "{args:?} with {limit} KiB: {}", outcome.described());
            assert!(&outcome.files == command.old(), "{args:?} with {limit} KiB: {}", outcome.described());
            failed += 1;
        }
        // The small inputs may fit as soon as the command starts.
        assert!(failed < 4096 && (failed > 2 || args.contains(&OBJECT)), "{args:?}: {failed}");
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let file = folder("closed").with_extension("html");
    let page = ["page", REPORTS[0], REPORTS[1], "--json", "-o", file.to_str().unwrap()];
    for args in [
        &["show", REPORTS[0]][..],
        &["show", REPORTS[0], "--json"],
        &["diff", REPORTS[0], REPORTS[1]],
        &["layout", OBJECT],
        &["derive", OBJECT],
        &["export", OBJECT],
        &["runs", "examples/runs"],
        &["completions", "bash"],
        &page,
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
        command.current_dir(repository()).args(args).stdout(writer).stderr(Stdio::piped());
        let ran = command.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
    // The file is written all the same.
    assert!(fs::read_to_string(&file).is_ok_and(|page| page.trim_end().ends_with("</html>")));
    fs::remove_file(file).unwrap();
}

/// Writes to a pipe in pieces. Each is read before the next is written, so that no call returns more than one.
fn write_in_pieces(mut pipe: File, bytes: &[u8], size: usize, has_ended: &AtomicBool) {
    for piece in bytes.chunks(size) {
        // A command that fails closes the pipe.
        if pipe.write_all(piece).is_err() {
            return;
        }
        while ioctl_fionread(&pipe).unwrap() > 0 && !has_ended.load(Ordering::Relaxed) {
            thread::yield_now();
        }
    }
}

#[test]
fn an_input_in_pieces_of_a_few_bytes_is_read_whole() {
    let scratch = Scratch::new("pieces");
    let fifo = Path::new(scratch.folder()).join("fifo");
    mkfifoat(CWD, &fifo, Mode::from_raw_mode(0o600)).unwrap();
    let name = fifo.to_str().unwrap();
    let gzip = "tests/compressed/dispatch-a0.json.gz";
    for (args, input) in
        [(&["show", REPORTS[0], "--json"][..], REPORTS[0]), (&["show", gzip], gzip), (&["layout", OBJECT], OBJECT)]
    {
        let whole = ktsnap(args).done().replace(input, name);
        let bytes = fs::read(repository().join(input)).unwrap();
        let args: Vec<_> = args.iter().map(|&arg| if arg == input { name } else { arg }).collect();
        for size in 1..=7 {
            let has_ended = AtomicBool::new(false);
            let ran = thread::scope(|scope| {
                scope.spawn(|| {
                    let pipe = File::options().write(true).open(&fifo).unwrap();
                    write_in_pieces(pipe, &bytes, size, &has_ended);
                });
                let ran = ktsnap(&args);
                has_ended.store(true, Ordering::Relaxed);
                ran
            });
            assert_eq!(ran.done(), whole, "{args:?} in pieces of {size}");
        }
    }
}
