//! `ktsnap runs`, and `show` and `diff` of a run.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;

use serde_json::Value;
use support::{Ran, Scratch, ktsnap};

const RUNS: &str = "examples/runs";
const FAILED: &str = "examples/runs/6.16.0-3f2a9c1";

/// The output of a successful run and its only note.
#[track_caller]
fn noted(ran: Ran) -> (String, String) {
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let note = ran.err.strip_prefix("ktsnap: note: ").unwrap_or_else(|| panic!("{}", ran.err));
    (ran.out, note.trim_end().to_owned())
}

fn directory(file: &str) -> &str {
    file.rsplit_once('/').unwrap().0
}

#[test]
fn every_run_has_a_row_in_the_table_of_its_directory() {
    let out = ktsnap(&["runs", RUNS]).done();
    let row = |start: &str| {
        let line = out.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}\n{out}"));
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("migrations-8d0e4f7a91c2b356 "), "dispatch 6.16.0 1n2l2c1t failed 5 2026-03-02T09:15:42Z");
    assert_eq!(row("migrations-c4d5e6f708192a3b "), "dispatch 6.12.9 1n2l2c1t passed 3 2026-03-01T17:03:11Z");
    assert_eq!(row("pinned-0b51c3d9e2f48a67 "), "dispatch 6.16.0 2n4l4c2t skipped 0 2026-03-02T09:15:08Z");
    assert_eq!(row("fork_storm-5e6f708192a3b4c5 "), "no sidecar 1");
    assert_eq!(row("fork_storm-5e6f708192a3b4c5: "), "1 more report of an earlier attempt");
    assert_eq!(row("1 entry belongs"), "entry belongs to no run: notes.txt");
    let one = ktsnap(&["runs", FAILED]).done();
    assert!(out.ends_with(&one) && !one.contains("6.12.9"), "{one}");
}

#[test]
fn json_has_the_files_and_facts_of_each_run() {
    let document: Value = serde_json::from_str(&ktsnap(&["runs", FAILED, "--json"]).done()).unwrap();
    let runs = document["runs"].as_array().unwrap();
    let run = runs.iter().find(|run| run["test"] == "migrations").unwrap();
    let facts =
        ["result", "scheduler", "topology", "kernel_commit", "project_commit", "periodic_target", "sidecar_error"];
    let facts = facts.map(|fact| run[fact].to_string());
    assert_eq!(facts.join(" "), r#""failed" "dispatch" "1n2l2c1t" "1a2b3c4" "3f2a9c1" 4 null"#);
    assert_eq!(run["host"]["kernel_release"], "6.12.9-example");
    let last = &run["reports"][2];
    assert_eq!(
        (&last["kind"], &last["phase"], &last["planned_ms"]),
        (&"periodic_002".into(), &"Step[0]".into(), &1800.into())
    );
    // A path and a file of the list are arguments of other commands.
    let path = run["path"].as_str().unwrap();
    assert_eq!(ktsnap(&["show", last["file"].as_str().unwrap(), ".bss.nr_mig_cross"]).done(), "1910\n");
    assert_eq!(noted(ktsnap(&["show", path, ".bss.nr_mig_cross"])).0, "1945\n");
    let failed = runs.iter().find(|run| run["test"] == "fork_storm").unwrap();
    assert!(failed["result"].is_null() && failed["sidecar_error"].as_str().unwrap().contains("the sidecar is missing"));
    assert_eq!(failed["earlier"][0]["attempt"], 1);
}

#[test]
fn show_takes_a_run_and_says_which_report_it_shows() {
    let place = ".bss.nr_mig_cross";
    let (out, note) = noted(ktsnap(&["show", "examples/runs/6.16.0-3f2a9c1/migrations", place]));
    assert_eq!((out.as_str(), note.as_str()), ("1945\n", "shows failure-dump of the run migrations-8d0e4f7a91c2b356"));
    // Without a failure, the last periodic report.
    let (out, note) = noted(ktsnap(&["show", "examples/runs/6.12.9-unknown", place]));
    assert_eq!(
        (out.as_str(), note.as_str()),
        ("1910\n", "shows periodic_001 (phase Step[0]) of the run migrations-c4d5e6f708192a3b")
    );
    let sidecar = "examples/runs/6.16.0-3f2a9c1/migrations-8d0e4f7a91c2b356.ktstr.json";
    let (out, note) = noted(ktsnap(&["show", sidecar, place, "--early"]));
    assert_eq!(
        (out.as_str(), note.as_str()),
        ("932\n", "shows repro.failure-dump of the run migrations-8d0e4f7a91c2b356")
    );
}

#[test]
fn diff_takes_a_run_and_compares_its_first_and_last_periodic_report() {
    let (out, note) =
        noted(ktsnap(&["diff", "examples/runs/6.16.0-3f2a9c1/migrations-8d0e", "--only", "nr_mig_cross"]));
    assert!(out.contains("nr_mig_cross     932   1910    +978"), "{out}");
    assert!(
        note.starts_with("compares periodic_000 (phase BASELINE) with periodic_002 (phase Step[0]) of the run "),
        "{note}"
    );
}

#[test]
fn diff_of_a_run_without_periodic_reports_compares_the_snapshots_of_the_reproduction() {
    let scratch = Scratch::new("runs-dual");
    let name = "migrations-8d0e4f7a91c2b356.repro.failure-dump.json";
    let file = scratch.file(name, &fs::read(support::repository().join(FAILED).join(name)).unwrap());
    let (out, note) = noted(ktsnap(&["diff", directory(&file), "--only", "nr_mig_cross"]));
    assert!(out.contains("nr_mig_cross     932   1229    +297"), "{out}");
    assert_eq!(note, "compares the two snapshots in repro.failure-dump of the run migrations-8d0e4f7a91c2b356");
}

#[test]
fn an_argument_that_is_not_one_run_lists_the_runs() {
    let run = "`examples/runs/6.16.0-3f2a9c1/migrations-8d0e4f7a91c2b356`";
    for command in ["show", "diff"] {
        ktsnap(&[command, FAILED])
            .fails_with(&format!("has several runs; pass one of them: `{FAILED}/fork_storm-5e6f708192a3b4c5`, {run}"));
        ktsnap(&[command, "examples/runs/6.16.0-3f2a9c1/migration"]).fails_with(run);
        ktsnap(&[command, "no-such-file"]).fails_with("no-such-file can't be read");
    }
    ktsnap(&["show", "examples/runs/6.16.0-3f2a9c1/pinned"]).fails_with("was skipped, and has no report");
    ktsnap(&["show", "examples/runs/6.12.9-unknown", "--early"]).fails_with("has no report with two snapshots");
    ktsnap(&["diff", "examples/runs/6.16.0-3f2a9c1/fork_storm"]).fails_with("has no periodic reports");
    let two = "examples/runs/6.12.9-unknown";
    let report = "examples/runs/6.12.9-unknown/migrations.snapshot.periodic_001.json";
    ktsnap(&["diff", two, "examples/runs/6.16.0-3f2a9c1/migrations"]).fails_with(&format!("for example {report}"));
    ktsnap(&["runs", "docs"]).fails_with("has no run of the harness: give a directory that the harness writes");
    ktsnap(&["runs", report]).fails_with("can't list");
}

#[test]
fn a_damaged_sidecar_is_reported_below_the_table_and_its_reports_are_shown() {
    let scratch = Scratch::new("runs-damaged");
    let write = |name: &str, text: &str| scratch.file(name, text.as_bytes());
    let file = write("t-00000000000000ab.ktstr.json", "{\"topology\": \"\u{1b}[31m");
    write("u-00000000000000ab.ktstr.json", "{\"topology\": \"\\u001b[31m\", \"passed\": true, \"periodic_fired\": 2}");
    write("u-00000000000000ab.snapshot.periodic_001.json", r#"{"schema":"single","maps":[]}"#);
    let out = ktsnap(&["runs", directory(&file)]).done();
    assert!(!out.contains('\u{1b}') && out.contains("broken sidecar"), "{out}");
    // The lines are as wide as the path makes them.
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("t-00000000000000ab: the sidecar "), "{out}");
    assert!(text.contains("u-00000000000000ab: no file for periodic report 000"), "{out}");
}

#[test]
fn without_its_sidecar_a_run_may_have_reports_of_an_earlier_attempt_and_a_note_says_so() {
    let scratch = Scratch::new("runs-unknown");
    let folder = std::path::Path::new(scratch.folder());
    for (from, name) in [("a0", "periodic_000"), ("a1", "periodic_001")] {
        let report = format!("examples/captures/dispatch-{from}.json");
        let to = folder.join(format!("t-00000000000000ab.snapshot.{name}.json"));
        fs::copy(support::repository().join(report), to).unwrap();
    }
    scratch.file("t-00000000000000ab.ktstr.json", b"{\"topology\": ");
    for command in ["show", "diff"] {
        let ran = ktsnap(&[command, scratch.folder()]);
        let first = ran.err.lines().next().unwrap();
        let note = "ktsnap: note: phases are unknown, and reports of an earlier attempt are not left out: the sidecar ";
        assert!(ran.code == Some(0) && first.starts_with(note), "{}", ran.err);
    }
}

#[test]
fn compressed_reports_of_a_run_are_listed_shown_and_compared() {
    let scratch = Scratch::new("runs-compressed");
    let put = |from: &str, name: &str| {
        let to = std::path::Path::new(scratch.folder()).join(format!("t-00000000000000ab.{name}"));
        fs::copy(support::repository().join("tests/compressed").join(from), to).unwrap();
    };
    put("dispatch-a0.json.gz", "snapshot.periodic_000.json.gz");
    put("dispatch-a1.json.zst", "snapshot.periodic_001.json.zst");
    let out = ktsnap(&["runs", scratch.folder()]).done();
    let row = out.lines().find(|line| line.starts_with("t-00000000000000ab ")).unwrap();
    assert_eq!(row.split_whitespace().last(), Some("2"), "{out}");
    let (out, note) = noted(ktsnap(&["show", scratch.folder(), ".bss.nr_mig_cross"]));
    assert_eq!((out.as_str(), note.as_str()), ("1229\n", "shows periodic_001 of the run t-00000000000000ab"));
    let (out, _) = noted(ktsnap(&["diff", scratch.folder(), "--only", "nr_mig_cross"]));
    assert!(out.contains("\nnr_mig_cross     932   1229    +297\n"), "{out}");
}
