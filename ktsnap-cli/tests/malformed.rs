//! Inputs that nobody should have: each command gives exit code 1 and one line that names the file.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;

use support::{Ran, Scratch, ktsnap, repository};

const OBJECT: &str = "examples/bpf/dispatch.bpf.o";
const PROGRAM: &str = "examples/bpf/schedulers";
const LAYOUT: &str = "examples/packages/layout-file/schemas/dispatch.json";
const REPORT: &str = "examples/captures/dispatch-a0.json";

fn bytes(path: &str) -> Vec<u8> {
    fs::read(repository().join(path)).unwrap()
}

fn run(arguments: &[&str], file: &str) -> Ran {
    let arguments: Vec<_> =
        arguments.iter().map(|&argument| if argument == "FILE" { file } else { argument }).collect();
    ktsnap(&arguments)
}

/// Every way to read an object, and a layout file.
const OF_OBJECTS: &[&[&str]] =
    &[&["layout", "FILE"], &["derive", "FILE"], &["export", "FILE"], &["check", LAYOUT, "--object", "FILE"]];

/// Every way to read a report.
const OF_REPORTS: &[&[&str]] = &[
    &["show", "FILE"],
    &["show", "FILE", ".bss"],
    &["show", "FILE", "--json"],
    &["diff", REPORT, "FILE"],
    &["diff", "FILE", REPORT, "--json"],
];

#[track_caller]
fn assert_one_line(ran: &Ran, about: &str) {
    assert_eq!((ran.code, ran.err.lines().count()), (Some(1), 1), "{about}: {}", ran.err);
    assert!(ran.err.starts_with("ktsnap: ") && ran.err.trim_end().len() > 30, "{about}: {}", ran.err);
    assert!(ran.err.contains("input"), "{about} does not name the file: {}", ran.err);
    assert_eq!(ran.out, "", "{about}");
}

#[track_caller]
fn refused(commands: &[&[&str]], scratch: &Scratch, contents: &[u8], about: &str) {
    let file = scratch.file("input", contents);
    for command in commands {
        assert_one_line(&run(command, &file), &format!("{about}, {}", command.join(" ")));
    }
}

/// The file up to each of 200 places, the first of them before its first byte.
fn cut(whole: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..200).map(|at| &whole[..whole.len() * at / 200])
}

#[test]
fn an_object_cut_at_200_places() {
    let (scratch, object) = (Scratch::new("object"), bytes(OBJECT));
    for cut in cut(&object) {
        refused(OF_OBJECTS, &scratch, cut, &format!("{} bytes", cut.len()));
    }
}

#[test]
fn a_program_cut_at_200_places() {
    let (scratch, program) = (Scratch::new("program"), bytes(PROGRAM));
    for cut in cut(&program) {
        refused(&OF_OBJECTS[..1], &scratch, cut, &format!("{} bytes", cut.len()));
    }
}

#[test]
fn a_layout_file_cut_at_200_places() {
    let (scratch, layout) = (Scratch::new("layout"), bytes(LAYOUT));
    let commands: &[&[&str]] = &[&["layout", "FILE"], &["check", "FILE", "--object", OBJECT]];
    for cut in cut(&layout) {
        refused(commands, &scratch, cut, &format!("{} bytes", cut.len()));
    }
}

#[test]
fn a_report_cut_at_200_places() {
    let (scratch, report) = (Scratch::new("report"), bytes(REPORT));
    for cut in cut(&report) {
        refused(&OF_REPORTS[..1], &scratch, cut, &format!("{} bytes", cut.len()));
    }
    refused(OF_REPORTS, &scratch, &report[..report.len() / 2], "half a report");
}

#[test]
fn nothing_and_a_folder_and_no_file() {
    let scratch = Scratch::new("nothing");
    refused(OF_OBJECTS, &scratch, b"", "an empty object");
    refused(OF_REPORTS, &scratch, b"", "an empty report");
    for command in OF_OBJECTS.iter().chain(OF_REPORTS) {
        for file in ["no-such-file", "src"] {
            let ran = run(command, file);
            assert_eq!((ran.code, ran.err.lines().count(), ran.out.as_str()), (Some(1), 1, ""), "{file}: {}", ran.err);
            assert!(ran.err.contains(file), "{}", ran.err);
        }
    }
}

#[test]
fn an_object_for_another_machine() {
    let mut object = bytes(OBJECT);
    // e_machine: EM_X86_64.
    object[18] = 62;
    object[19] = 0;
    refused(OF_OBJECTS, &Scratch::new("machine"), &object, "for x86-64");
}

#[test]
fn a_section_of_4_gib() {
    let (scratch, object) = (Scratch::new("section"), bytes(OBJECT));
    let number =
        |at: usize, len: usize| object[at..at + len].iter().rev().fold(0, |n, &byte| n << 8 | usize::from(byte));
    let (headers, count) = (number(40, 8), number(60, 2));
    let mut failed = 0;
    for section in 0..count {
        let mut damaged = object.clone();
        let size = headers + 64 * section + 32;
        damaged[size..size + 8].copy_from_slice(&(1_u64 << 32).to_le_bytes());
        let file = scratch.file("input", &damaged);
        for command in OF_OBJECTS {
            let ran = run(command, &file);
            // Some sections nobody reads, and `.bss` is as large as it says.
            if ran.code != Some(0) && ran.out.is_empty() {
                assert_one_line(&ran, &format!("section {section}, {}", command.join(" ")));
                failed += 1;
            }
        }
    }
    assert!(failed >= OF_OBJECTS.len(), "`.BTF` at least can't be read");
}

#[test]
fn types_that_hold_themselves() {
    let scratch = Scratch::new("cycle");
    let btf = bytes("examples/bpf/dispatch.btf");
    let number = |at: usize| u32::from_le_bytes(btf[at..at + 4].try_into().unwrap());
    let (mut at, end) = (24 + number(8) as usize, 24 + (number(8) + number(12)) as usize);
    let mut cycles = 0;
    for id in 1_u32.. {
        if at >= end {
            break;
        }
        let (kind, parts) = (number(at + 4) >> 24 & 0x1f, number(at + 4) as usize & 0xffff);
        // Typedefs, volatile, const, restrict and type tags refer to another type.
        if matches!(kind, 8..=11 | 18) {
            let mut damaged = btf.clone();
            damaged[at + 8..at + 12].copy_from_slice(&id.to_le_bytes());
            let file = scratch.file("input", &damaged);
            for command in OF_OBJECTS {
                let ran = run(command, &file);
                // One that no variable has does no harm.
                if ran.code != Some(0) && ran.out.is_empty() {
                    assert_one_line(&ran, &format!("type {id}, {}", command.join(" ")));
                    cycles += 1;
                }
            }
        }
        at += 12
            + match kind {
                1 | 14 | 17 => 4,
                3 => 12,
                4 | 5 | 15 | 19 => 12 * parts,
                6 | 13 => 8 * parts,
                _ => 0,
            };
    }
    assert!(cycles > 8, "{cycles} cycles were found");
    let layout = String::from_utf8(bytes(LAYOUT)).unwrap();
    let cyclic = layout.replace("\"type\": \"enum dsp_stat\"", "\"type\": \"struct wait_stats\"");
    assert_ne!(cyclic, layout);
    refused(&[&["layout", "FILE"]], &scratch, cyclic.as_bytes(), "a type of another size");
}

#[test]
fn a_report_of_another_schema_and_what_is_no_report() {
    let scratch = Scratch::new("schema");
    let report = String::from_utf8(bytes(REPORT)).unwrap();
    let other = report.replacen("\"single\"", "\"triple\"", 1);
    assert_ne!(other, report);
    for (contents, about) in [
        (other.as_str(), "another schema"),
        ("[]", "a list"),
        ("{}", "an empty object"),
        ("7", "a number"),
        ("\u{1b}[31m", "an escape"),
        (r#"{"schema": "single", "maps": [{"name": 7}]}"#, "a name that is a number"),
    ] {
        refused(OF_REPORTS, &scratch, contents.as_bytes(), about);
    }
    let deep = format!("{}{}", r#"{"schema": "single", "maps": "#, "[".repeat(100_000));
    refused(OF_REPORTS, &scratch, deep.as_bytes(), "100,000 brackets");
    refused(OF_REPORTS, &scratch, b"\xff\xfe\x00", "no text");
}

#[test]
fn what_a_terminal_acts_on_does_not_reach_it() {
    let name = "a\u{1b}[31m\nb";
    for arguments in [["layout", OBJECT, "--struct-ops", name], ["derive", OBJECT, "--map", name]] {
        let ran = ktsnap(&arguments);
        assert_eq!((ran.code, ran.err.lines().count()), (Some(1), 1), "{:?}", ran.err);
        assert!(!ran.err.trim_end().contains(char::is_control), "{:?}", ran.err);
    }
}
