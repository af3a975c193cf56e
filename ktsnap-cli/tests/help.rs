//! `--help` of every command, compared with `help/*.txt`. `UPDATE_EXPECT=1 cargo test -p ktsnap-cli --test help` rewrites the files.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::path::Path;

use expect_test::expect_file;
use support::ktsnap;

const COMMANDS: [&str; 15] = [
    "layout",
    "derive",
    "export",
    "check",
    "runs",
    "show",
    "diff",
    "page",
    "table",
    "query",
    "cluster",
    "capture",
    "watch",
    "serve",
    "completions",
];

fn assert_help(name: &str, help: &str) {
    for line in help.lines() {
        assert!(line.chars().count() <= 100, "{name}: {line}");
    }
    expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/help/{name}.txt"))].assert_eq(help);
}

#[test]
fn the_help_of_every_command_is_as_committed() {
    assert_help("ktsnap", &ktsnap(&["--help"]).done());
    for command in COMMANDS {
        assert_help(command, &ktsnap(&[command, "--help"]).done());
    }
}

#[test]
fn every_command_has_a_file() {
    let help = ktsnap(&["--help"]).done();
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let commands = commands.into_iter().flat_map(str::lines);
    let names = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<_> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, [&COMMANDS[..], &["help"]].concat());
}
