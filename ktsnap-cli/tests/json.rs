//! Integers in the JSON of the commands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::Value;
use support::ktsnap;

const RICH: &str = "captures/ktstr-rich-late_run.json";
const LARGE: &str = "18446744073709551615";

#[test]
fn a_large_counter_is_a_number_unless_strings_are_asked_for() {
    let place = ".bss.max_u64";
    assert_eq!(ktsnap(&["show", RICH, place, "--json"]).done().trim(), LARGE);
    assert_eq!(ktsnap(&["show", RICH, place, "--json-strings"]).done().trim(), format!("\"{LARGE}\""));
    assert_eq!(ktsnap(&["show", RICH, place, "--json", "--json-strings"]).done().trim(), format!("\"{LARGE}\""));
}

/// Every number of a document that a `double` can't hold.
fn rounded(value: &Value) -> usize {
    match value {
        Value::Number(number) => {
            let integer = number.as_i128().or_else(|| number.as_u64().map(Into::into));
            usize::from(integer.is_some_and(|integer| integer.unsigned_abs() > 1 << 53))
        }
        Value::Array(values) => values.iter().map(rounded).sum(),
        Value::Object(members) => members.values().map(rounded).sum(),
        _ => 0,
    }
}

#[test]
fn no_command_writes_an_integer_that_readers_round() {
    let earlier = "captures/ktstr-rich-periodic_000.json";
    let object = "examples/bpf/dispatch.bpf.o";
    let layout = "examples/packages/layout-file/schemas/dispatch.json";
    let mut found = 0;
    for args in [
        &["show", RICH][..],
        &["show", RICH, ".bss"],
        &["show", RICH, "rich_tasks"],
        &["show", RICH, "--dsqs", "--cpus", "--sched", "--programs", "--allocations"],
        &["diff", earlier, RICH, "--all"],
        &["layout", object],
        &["derive", object],
        &["check", layout, "--object", object],
        &["runs", "examples/runs"],
    ] {
        let run = |flag| {
            let out = support::ktsnap(&[args, &[flag]].concat()).done();
            serde_json::from_str::<Value>(&out).unwrap()
        };
        assert_eq!(rounded(&run("--json-strings")), 0, "{args:?}");
        found += usize::from(rounded(&run("--json")) > 0);
    }
    assert!(found >= 3, "only {found} commands have a large integer");
}
