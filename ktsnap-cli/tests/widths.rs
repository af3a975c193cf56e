//! The tables of every command on terminals of every width: no line is too wide, and no name is broken or cut.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::collections::{BTreeSet, HashSet};
use std::fs;

use serde_json::{Value, json};
use support::{Scratch, ktsnap, repository};
use unicode_width::UnicodeWidthStr;

const WIDTHS: [usize; 5] = [40, 60, 80, 100, 200];

/// Asserts that a command fits each width, and that each of the names is on one line.
#[track_caller]
fn assert_fits(args: &[&str], names: &BTreeSet<String>) {
    assert!(!names.is_empty(), "{args:?} shows no name");
    for columns in WIDTHS {
        let ran = ktsnap(&[args, &["--width", &columns.to_string()]].concat());
        assert!(ran.code == Some(0), "{args:?}: {}", ran.err);
        for line in ran.out.lines() {
            // A name that is wider than the terminal has a line of its own.
            let is_name = !line.trim().contains(' ');
            assert!(line.width() <= columns || is_name, "{args:?} at {columns}: {} columns: {line}", line.width());
            assert_eq!(line, line.trim_end(), "{args:?} at {columns}");
        }
        let words: HashSet<_> = ran.out.split_whitespace().collect();
        for name in names {
            assert!(
                words.contains(name.as_str()) || ran.out.contains(name.as_str()),
                "{args:?} at {columns} has no `{name}`:\n{}",
                ran.out
            );
        }
    }
}

/// The strings at a key of the command's JSON, wherever it is.
fn named(args: &[&str], key: &str) -> BTreeSet<String> {
    fn find(value: &Value, key: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| find(value, key, found)),
            Value::Object(members) => {
                found.extend(members.get(key).and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| find(value, key, found));
            }
            _ => {}
        }
    }
    let document = ktsnap(&[args, &["--json"]].concat()).out;
    let mut found = BTreeSet::new();
    find(&serde_json::from_str(&document).unwrap(), key, &mut found);
    found.remove("");
    found
}

#[track_caller]
fn assert_names(args: &[&str], key: &str) {
    assert_fits(args, &named(args, key));
}

/// A name with 100 characters.
fn long(start: &str) -> String {
    format!("{start}{}", "_and_on".repeat(20))[..100].to_owned()
}

fn int(value: u64) -> Value {
    json!({"kind": "uint", "bits": 64, "value": value})
}

fn members(start: &str, first: u64) -> Value {
    let members: Vec<_> = ["alpha", "beta"]
        .iter()
        .map(|name| json!({"name": long(&format!("{start}_{name}")), "value": int(first)}))
        .collect();
    json!({"kind": "struct", "type_name": "t", "members": members})
}

/// A report in which every name has 100 characters, except those of maps.
fn report(turn: u64) -> Vec<u8> {
    let per_cpu: Vec<_> = (0..8).map(|cpu| members("on_each_cpu", 1000 * turn + cpu)).collect();
    let report = json!({
        "schema": "single",
        "active_obj_name": "sched",
        "maps": [
            {"name": "sched.bss", "map_kva": 4096, "map_type": 2, "value_size": 16, "max_entries": 1, "value": members("global", turn)},
            {"name": "stats", "map_kva": 8192, "map_type": 6, "value_size": 16, "max_entries": 1, "percpu_entries": [{"key": 0, "per_cpu": per_cpu}]},
            {"name": "by_key", "map_kva": 12288, "map_type": 1, "key_size": 4, "value_size": 16, "max_entries": 9,
             "entries": [{"key": int(7), "key_hex": "07", "value": members("entry", turn), "value_hex": ""}]},
        ],
    });
    report.to_string().into_bytes()
}

/// The tests of a command, or why this file has none.
type Tests = Result<&'static [fn()], &'static str>;

const COMMANDS: [(&str, Tests); 15] = [
    ("layout", Ok(&[layouts_fit])),
    ("derive", Err("source, whose lines rustfmt breaks")),
    ("export", Err("a file, and a line for each difference")),
    ("check", Err("a line for each difference")),
    ("runs", Ok(&[runs_fit])),
    ("show", Ok(&[the_maps_of_a_report_fit, each_map_of_a_report_fits, the_tables_of_a_report_fit])),
    ("diff", Ok(&[differences_fit])),
    ("page", Ok(&[a_page_prints_nothing])),
    ("table", Err("another program has it")),
    ("query", Err("another program has it")),
    ("cluster", Err("another program has it")),
    ("capture", Err("a report, and a line for each message")),
    ("watch", Err("it needs a running program: `src/watch/widths.rs` and `tests/live.rs`")),
    ("serve", Err("metrics for a program, and a line for each message")),
    ("completions", Err("a script of a shell")),
];

#[test]
fn every_command_has_a_test_of_its_widths() {
    let help = ktsnap(&["--help"]).done();
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<_> =
        names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert_eq!(names, COMMANDS.map(|(name, _)| name));
    assert!(COMMANDS.iter().all(|(_, tests)| tests.map_or_else(|why| !why.is_empty(), |tests| !tests.is_empty())));
}

const RICH: [&str; 2] = ["captures/ktstr-rich-periodic_000.json", "captures/ktstr-rich-late_run.json"];
const SWAP: &str = "examples/captures/dispatch-swap.json";
const DISPATCH: [&str; 3] =
    ["examples/captures/dispatch-a0.json", "examples/captures/dispatch-a1.json", "examples/captures/dispatch-a2.json"];

#[test]
fn differences_fit() {
    assert_names(&["diff", RICH[0], RICH[1]], "name");
    assert_names(&["diff", DISPATCH[0], DISPATCH[1], "--every", "2s", "--all"], "name");
    assert_names(&["diff", DISPATCH[0], DISPATCH[1], DISPATCH[2], "--every", "2s"], "name");
    let scratch = Scratch::new("widths-diff");
    let [before, after] = [1, 2].map(|turn| scratch.file(&format!("{turn}.json"), &report(turn)));
    assert_names(&["diff", &before, &after], "name");
}

#[test]
fn the_maps_of_a_report_fit() {
    for report in [RICH[1], SWAP] {
        assert_names(&["show", report], "name");
    }
}

#[test]
fn each_map_of_a_report_fits() {
    let scratch = Scratch::new("widths-show");
    let long_names = scratch.file("long.json", &report(1));
    for report in [RICH[1], SWAP, &long_names] {
        for map in named(&["show", report], "name") {
            let mut names = BTreeSet::from([map.clone()]);
            let args = ["show", report, &map];
            let shown = ktsnap(&args);
            if shown.code != Some(0) {
                // Several copies: one is named by its address.
                continue;
            }
            if report == long_names {
                let start = match map.as_str() {
                    "sched.bss" => "global",
                    "stats" => "on_each_cpu",
                    // The members of an entry are contents, which are cut.
                    _ => "by_key",
                };
                names.extend(
                    ["alpha", "beta"].iter().filter(|_| start != "by_key").map(|name| long(&format!("{start}_{name}"))),
                );
            }
            assert_fits(&args, &names);
        }
    }
}

#[test]
fn the_tables_of_a_report_fit() {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let programs = named(&["show", RICH[1], "--programs"], "name");
    assert_fits(&["show", RICH[1], "--programs"], &programs);
    assert_fits(&["show", RICH[1], "--dsqs"], &names(&["bypass cpu 0", "0x8000000000000003"]));
    assert_fits(&["show", RICH[1], "--cpus", "--sched"], &names(&["idle", "aborting"]));
}

#[test]
fn layouts_fit() {
    for object in
        ["examples/bpf/dispatch.bpf.o", "tests/bpf/shapes.bpf.o", "tests/real-schedulers/schemas/scx_mitosis.json"]
    {
        assert_names(&["layout", object, "--all"], "name");
    }
    let text = fs::read_to_string(repository().join("examples/packages/layout-file/schemas/dispatch.json")).unwrap();
    let (global, map) = (long("global"), long("map"));
    let text =
        text.replace("\"nr_enqueued\"", &format!("\"{global}\"")).replace("\"cpu_stats\"", &format!("\"{map}\""));
    let scratch = Scratch::new("widths-layout");
    let file = scratch.file("long.json", text.as_bytes());
    assert_fits(&["layout", &file], &BTreeSet::from([global]));
}

#[test]
fn runs_fit() {
    assert_fits(
        &["runs", "examples/runs"],
        &["migrations-8d0e4f7a91c2b356", "pinned-0b51c3d9e2f48a67"].map(str::to_owned).into(),
    );
}

#[test]
fn a_page_prints_nothing() {
    let scratch = Scratch::new("widths-page");
    let page = scratch.file("page.html", b"");
    for columns in WIDTHS {
        let args = ["page", DISPATCH[0], DISPATCH[1], "--every", "2s", "-o", &page, "--force"];
        let printed = ktsnap(&[&args[..], &["--width", &columns.to_string()]].concat()).done();
        assert_eq!(printed, "");
    }
}
