//! Standard input and compressed files as inputs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use support::{Ran, Scratch, ktsnap, repository};

const OBJECT: &str = "examples/bpf/dispatch.bpf.o";
const LAYOUT: &str = "examples/packages/layout-file/schemas/dispatch.json";
const REPORTS: [&str; 2] = ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json"];
/// The same reports, written by gzip and zstd.
const COMPRESSED: [&str; 2] = ["tests/compressed/dispatch-a0.json.gz", "tests/compressed/dispatch-a1.json.zst"];

fn bytes(path: &str) -> Vec<u8> {
    fs::read(repository().join(path)).unwrap()
}

/// Runs the command with this standard input.
fn piped(args: &[&str], input: &[u8]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.args(args).current_dir(repository()).env_remove("COLUMNS").env_remove("NO_COLOR");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // In a thread, because the command writes before it has read everything. A command that fails early closes the pipe.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || _ = stdin.write_all(input));
        child.wait_with_output().unwrap()
    });
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

/// Replaces an argument with `-`.
fn dashed<'a>(args: &[&'a str], path: &str) -> Vec<&'a str> {
    args.iter().map(|&arg| if arg == path { "-" } else { arg }).collect()
}

#[test]
fn every_command_reads_an_object_from_standard_input() {
    for args in [
        &["layout", OBJECT][..],
        &["export", OBJECT],
        &["derive", OBJECT, "--object-as", "bpf/dispatch.bpf.o"],
        &["check", LAYOUT, "--object", OBJECT],
        &["layout", OBJECT, "--json"],
    ] {
        let from_file = ktsnap(args).done();
        let from_pipe = piped(&dashed(args, OBJECT), &bytes(OBJECT)).done();
        assert_eq!(from_file.replace(OBJECT, "-"), from_pipe.replace(OBJECT, "-"), "{args:?}");
    }
    assert!(piped(&["check", "-", "--object", OBJECT], &bytes(LAYOUT)).done().contains("- matches "));
    assert!(piped(&["layout", "-"], &bytes(LAYOUT)).done().contains("nr_enqueued"));
}

#[test]
fn every_command_reads_a_report_from_standard_input() {
    let [before, after] = REPORTS;
    for args in [&["show", before][..], &["show", before, ".bss.nr_tasks"], &["show", before, "--json"]] {
        let from_pipe = piped(&dashed(args, before), &bytes(before)).done();
        assert_eq!(
            from_pipe.replace("\"file\": \"-\"", ""),
            ktsnap(args).done().replace(&format!("\"file\": \"{before}\""), "")
        );
    }
    let differences = piped(&["diff", before, "-"], &bytes(after)).done();
    assert_eq!(differences, ktsnap(&["diff", before, after]).done());
    let json = piped(&["diff", "-", after, "--json"], &bytes(before)).done();
    assert!(json.contains("\"standard input\""), "{json}");
}

#[test]
fn compressed_reports_are_read_whatever_their_name_is() {
    let scratch = Scratch::new("compressed");
    for (compressed, report) in COMPRESSED.iter().zip(REPORTS) {
        let whole = ktsnap(&["show", report, ".bss"]).done();
        assert_eq!(ktsnap(&["show", compressed, ".bss"]).done(), whole);
        let renamed = scratch.file("report.json", &bytes(compressed));
        assert_eq!(ktsnap(&["show", &renamed, ".bss"]).done(), whole);
        assert_eq!(piped(&["show", "-", ".bss"], &bytes(compressed)).done(), whole);
    }
    let differences = ktsnap(&["diff", COMPRESSED[0], COMPRESSED[1]]).done();
    assert_eq!(differences, ktsnap(&["diff", REPORTS[0], REPORTS[1]]).done());
}

#[test]
fn standard_input_is_read_once_and_only_as_a_file() {
    let refused = |args: &[&str], message: &str| {
        let ran = piped(args, b"");
        assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (Some(2), "", 1), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{args:?}: {}", ran.err);
    };
    refused(&["diff", "-", "-"], "`-` is given more than once");
    refused(&["diff", "-", REPORTS[0], "-"], "`-` is given more than once");
    refused(&["check", "-", "--object", "-"], "`-` is given more than once");
    refused(&["runs", "-"], "`runs` reads a directory, not standard input");
    refused(&["derive", "-"], "add `--object-as PATH`");
}

#[test]
fn an_empty_standard_input_has_the_error_of_an_empty_file() {
    for (args, message) in [
        (&["show", "-"][..], "standard input is empty: give a complete report"),
        (&["diff", REPORTS[0], "-"], "standard input is empty: give a complete report"),
        (&["layout", "-"], "standard input is empty: give a BPF object"),
        (&["check", LAYOUT, "--object", "-"], "standard input is empty: give a BPF object"),
    ] {
        piped(args, b"").fails_with(message);
        // Closed, as by `<&-`.
        let shell = format!("exec {} {} <&-", env!("CARGO_BIN_EXE_ktsnap"), args.join(" "));
        let output = Command::new("sh").args(["-c", &shell]).current_dir(repository()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && err.contains(message), "{args:?}: {err}");
    }
}

#[test]
fn a_truncated_or_damaged_file_is_an_error() {
    for (compressed, format) in COMPRESSED.iter().zip(["gzip", "zstd"]) {
        let whole = bytes(compressed);
        for at in [5, whole.len() / 2, whole.len() - 1] {
            let message =
                format!("standard input is compressed with {format}, and is truncated: give a complete report");
            piped(&["show", "-"], &whole[..at]).fails_with(&message);
        }
        for at in [whole.len() / 2, whole.len() - 2] {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            piped(&["show", "-"], &damaged).fails_with("standard input is compressed with");
        }
    }
}

#[test]
fn a_small_file_does_not_expand_without_bound() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; (16 << 20) + 1]).unwrap();
    let bomb = encoder.finish().unwrap();
    let scratch = Scratch::new("bomb");
    let file = scratch.file("bomb.json.gz", &bomb);
    let remedy = format!("decompress it first with `gzip -dc {file}`");
    let ran = ktsnap(&["show", &file]);
    assert!(ran.err.contains(&remedy), "{}", ran.err);
    ran.fails_with("expands to more than 16 MiB: if that is expected, ");
}

#[test]
fn another_format_is_named_with_the_command_that_decompresses_it() {
    let scratch = Scratch::new("formats");
    for (magic, name, command) in [
        (&b"\xfd7zXZ\0 "[..], "xz", "xz -dc"),
        (b"BZh91AY&SY", "bzip2", "bzip2 -dc"),
        (b"\x04\x22\x4d\x18 ", "lz4", "lz4 -dc"),
        (b"PK\x03\x04 ", "zip archive", "unzip -p"),
    ] {
        let file = scratch.file("report", magic);
        for args in [&["show", &file][..], &["diff", REPORTS[0], &file], &["layout", &file], &["export", &file]] {
            let ran = ktsnap(args);
            assert!(ran.err.contains(&format!("{name}: ")), "{args:?}: {}", ran.err);
            ran.fails_with(&format!("decompress it first with `{command} {file}`"));
        }
    }
    let file = scratch.file("object.gz", &bytes(COMPRESSED[0]));
    ktsnap(&["layout", &file])
        .fails_with(&format!("is compressed with gzip: decompress it first with `gzip -dc {file}`"));
}
