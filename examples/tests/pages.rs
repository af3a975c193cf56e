//! The output of each example on the pages is that of the program.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

const PROGRAMS: [(&str, &str); 3] = [
    ("dispatch", env!("CARGO_BIN_EXE_dispatch")),
    ("change", env!("CARGO_BIN_EXE_change")),
    ("assertion", env!("CARGO_BIN_EXE_assertion")),
];

/// The text after the command in its block of the page.
fn shown(page: &str, program: &str) -> String {
    let text = fs::read_to_string(format!("../{page}")).unwrap();
    let start = text.find(&format!("--package examples --bin {program}\n")).unwrap_or_else(|| panic!("{page}"));
    let (_, after) = text[start..].split_once('\n').unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_pages_show_what_the_examples_print() {
    for (page, program) in [("README.md", "dispatch"), ("README.md", "change"), ("docs/assertions.md", "assertion")] {
        let (_, path) = PROGRAMS.iter().find(|(name, _)| *name == program).unwrap();
        let output = Command::new(path).current_dir("..").output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        let mut rest = printed.as_str();
        // A line `...` means any lines.
        for (at, part) in shown(page, program).split("...\n").enumerate() {
            let found =
                rest.find(part).unwrap_or_else(|| panic!("{program} does not print this:\n{part}\nbut:\n{rest}"));
            assert!(at > 0 || found == 0, "{program} prints more in front of:\n{part}");
            rest = &rest[found + part.len()..];
        }
        assert_eq!(rest, "", "{program} prints more");
    }
}
