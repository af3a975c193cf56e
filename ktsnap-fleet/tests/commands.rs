//! `ktsnap table` and `ktsnap query` over the runs of the examples.

#![cfg(feature = "query")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const OBJECT: [&str; 4] = ["--object", "examples/bpf/dispatch.bpf.o", "--only", "nr_mig_*"];
const RATIO: [&str; 2] = ["--ratio", "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)"];
const RUNS: &str = "examples/runs";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap-fleet"));
    command.args(args).current_dir(root()).env_remove("COLUMNS").output().unwrap()
}

/// Standard output of a command that succeeds.
#[track_caller]
fn out(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The exit code and the message of a command that fails.
#[track_caller]
fn failure(args: &[&str]) -> (i32, String) {
    let output = run(args);
    assert!(!output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn rows(sql: &str, inputs: &[&str]) -> Vec<Value> {
    serde_json::from_str(&out(&[&["query", sql, "--json"], inputs].concat())).unwrap()
}

/// A table of the examples.
fn table(folder: &TempDir) -> String {
    let table = folder.path().join("counters.parquet").to_str().unwrap().to_owned();
    out(&[&["table", RUNS, "-o", &table], &OBJECT[..], &RATIO].concat());
    table
}

/// The counters of each report with maps, as serde_json reads them.
fn expected() -> Vec<Value> {
    let mut expected = Vec::new();
    for directory in fs::read_dir(root().join(RUNS)).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(directory).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            let Ok(document) = serde_json::from_str::<Value>(&text) else { continue };
            let report = if document["schema"] == "dual" { &document["late"] } else { &document };
            let mut maps = report["maps"].as_array().into_iter().flatten();
            let Some(bss) = maps.find(|map| map["name"].as_str().unwrap().ends_with(".bss")) else { continue };
            let counter = |name: &str| {
                let members = bss["value"]["members"].as_array().unwrap();
                members.iter().find(|member| member["name"] == name).unwrap()["value"]["value"].as_u64().unwrap()
            };
            let (same, cross) = (counter("nr_mig_same"), counter("nr_mig_cross"));
            let file = file.file_name().unwrap().to_str().unwrap();
            let ratio = cross as f64 / (same + cross) as f64;
            expected.push(json!({ "file": file, "nr_mig_same": same, "nr_mig_cross": cross, "cross": ratio }));
        }
    }
    assert_eq!(expected.len(), 8);
    expected.sort_by_key(ToString::to_string);
    expected
}

#[test]
fn tables_and_reports_have_the_counters_of_every_report() {
    let folder = TempDir::new().unwrap();
    let table = table(&folder);
    let sql = "select file, nr_mig_same, nr_mig_cross, \"cross\" from counters";
    for inputs in [vec![table.as_str()], [&[RUNS], &OBJECT[..], &RATIO].concat()] {
        let mut rows = rows(sql, &inputs);
        for row in &mut rows {
            let file = row["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            row["file"] = file.into();
        }
        rows.sort_by_key(ToString::to_string);
        assert_eq!(rows, expected());
        let errors = self::rows("select file from errors order by file", &inputs);
        assert_eq!(errors.len(), 3, "{errors:?}");
    }
}

#[test]
fn a_second_call_reads_what_is_new_and_force_starts_again() {
    let folder = TempDir::new().unwrap();
    let table = table(&folder);
    let args = [&["table", RUNS, "-o", &table], &OBJECT[..], &RATIO].concat();
    assert!(out(&args).ends_with("8 rows; 0 reports read, 10 unchanged, 1 error\n"), "{}", out(&args));
    let other = [&["table", RUNS, "-o", &table], &OBJECT[..]].concat();
    let (code, message) = failure(&other);
    assert!(code == 1 && message.contains("has other columns"), "{message}");
    assert!(out(&[&other[..], &["--force"]].concat()).ends_with("8 rows; 10 reports read, 3 errors\n"));
    // A folder that is not a table is not removed.
    let kept = folder.path().join("kept.parquet");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("notes.txt"), "mine").unwrap();
    let (_, message) = failure(&[&["table", RUNS, "-o", kept.to_str().unwrap(), "--force"], &OBJECT[..]].concat());
    assert!(message.contains("is not a table"), "{message}");
    assert_eq!(fs::read_to_string(kept.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_file_is_only_replaced_by_force() {
    let folder = TempDir::new().unwrap();
    let csv = folder.path().join("cpus.csv").to_str().unwrap().to_owned();
    let report = "examples/captures/dispatch-a1.json";
    let map = ["--object", "examples/bpf/dispatch.bpf.o", "--map", "cpu_stats", "--long", "cpu"];
    let args = [&["table", report, "-o", &csv], &map[..]].concat();
    assert!(out(&args).ends_with("4 rows; 1 report read\n"));
    let text = fs::read_to_string(&csv).unwrap();
    assert!(text.lines().next().unwrap().ends_with(",cpu,nr_runs,busy_ns"), "{text}");
    let (code, message) = failure(&args);
    assert!(
        code == 1 && message.contains("exists: write to another file, or add `--force` to replace it"),
        "{message}"
    );
    out(&[&args[..], &["--force"]].concat());
    assert_eq!(fs::read_to_string(&csv).unwrap(), text);
    let (code, message) = failure(&[&["table", report, "-o", "cpus.txt"], &map[..]].concat());
    assert!(code == 2 && message.contains("end the name with `.parquet`, `.csv` or `.arrow`"), "{message}");
}

#[test]
fn what_can_not_be_read_is_printed_and_strict_fails() {
    let sql = ["query", "select count(nr_mig_cross) as n from counters", RUNS];
    let output = run(&[&sql[..], &OBJECT].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>(), ["n", "8"]);
    assert_eq!(errors.matches("note: the answer lacks examples/runs/6.16.0-3f2a9c1/fork_storm").count(), 2, "{errors}");
    assert_eq!(errors.lines().next().unwrap().matches("fork_storm").count(), 1, "{errors}");
    let (code, message) = failure(&[&sql[..], &["--strict"], &OBJECT].concat());
    assert!(code == 1 && message.contains("the document is `degraded`"), "{message}");
    let folder = TempDir::new().unwrap();
    let table = folder.path().join("t.parquet").to_str().unwrap().to_owned();
    let (code, message) = failure(&[&["table", RUNS, "-o", &table, "--strict"], &OBJECT[..]].concat());
    assert!(code == 1 && message.contains("the document is `degraded`"), "{message}");
}

#[test]
fn a_table_of_reports_that_can_not_be_read_has_their_errors() {
    let folder = TempDir::new().unwrap();
    let report = folder.path().join("moves.failure-dump.json");
    fs::write(&report, "{\"schema\": \"single\", \"maps\": [").unwrap();
    let table = folder.path().join("t.parquet").to_str().unwrap().to_owned();
    assert!(out(&[&["table", report.to_str().unwrap(), "-o", &table], &OBJECT[..]].concat()).contains("0 rows"));
    assert_eq!(rows("select count(*) as n from counters", &[&table]), [json!({ "n": 0 })]);
    let errors = rows("select message from errors", &[&table]);
    assert!(errors[0]["message"].as_str().unwrap().starts_with("not a report: "), "{errors:?}");
}

#[test]
fn inputs_have_names_and_mistakes_have_remedies() {
    let folder = TempDir::new().unwrap();
    let table = table(&folder);
    let [before, after] = ["before", "after"].map(|name| format!("{name}={table}"));
    let joined = rows("select count(*) as n from before join after using (file)", &[&before, &after]);
    assert_eq!(joined, [json!({ "n": 8 })]);
    for (args, code, expected) in [
        (vec!["query", "select nr_mig_crosss from counters", &table], 1, "did you mean `nr_mig_cross`?"),
        (vec!["query", "drop table counters", &table], 1, "a query only reads"),
        (vec!["query", "select 1", RUNS], 2, "add `--object OBJECT`"),
        (vec!["query", &table, "select 1"], 2, "write the query before the inputs"),
        (vec!["query", "select 1", &table, &table], 1, "two inputs have the table `counters`"),
        (vec!["query", "select 1", "no-such-folder", "--object", OBJECT[1]], 1, "no-such-folder"),
    ] {
        let (found, message) = failure(&args);
        assert!(found == code && message.contains(expected), "{args:?}: {found} {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}
