//! Which reports a table has, and what is known of their runs.

mod support;

use std::fs;

use ktsnap_table::{ListError, RUN_COLUMNS, Table, list};
use serde_json::json;
use support::{Dispatch, RUNS, bss, capture, json_rows, plain, rows, run, runs, variable};

#[test]
fn every_report_of_the_runs_is_a_row_or_an_error() {
    let listing = list([RUNS]).unwrap();
    let listed = listing.files.clone();
    // The note that belongs to no run is an error.
    let messages: Vec<_> = listing.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["it belongs to no run: it is not a file of a run"]);
    let (batch, errors) = rows(&Table::of::<Dispatch>().unwrap(), listing);
    assert_eq!(batch.num_rows() + errors.len(), listed.len());
    for row in json_rows(&batch) {
        let report = capture(row["file"].as_str().unwrap());
        assert_eq!(row["nr_mig_cross"], plain(variable(bss(&report), "nr_mig_cross")), "{}", row["file"]);
    }
    let of_name = |end: &str| listed.iter().find(|file| file.path.to_str().unwrap().ends_with(end)).unwrap();
    let first = &of_name("migrations-8d0e4f7a91c2b356.snapshot.periodic_001.json").run;
    assert_eq!((first.directory.as_str(), first.run.as_str()), ("6.16.0-3f2a9c1", "migrations-8d0e4f7a91c2b356"));
    assert_eq!((first.report.as_deref(), first.test.as_deref()), (Some("periodic_001"), Some("migrations")));
    assert!(first.topology.is_some() && first.phase.is_some() && !first.is_repro && !first.is_earlier);
    assert!(of_name("migrations-8d0e4f7a91c2b356.repro.failure-dump.json").run.is_repro);
    let earlier = &of_name("attempt-1.failure-dump.json").run;
    assert_eq!((earlier.attempt, earlier.is_earlier), (Some(1), true));
    assert_eq!(earlier.topology, None, "this run has no sidecar");
}

#[test]
fn the_columns_of_the_run_hold_what_the_sidecar_says() {
    let folder = tempfile::tempdir().unwrap();
    let directory = runs(folder.path(), 3..4);
    let (batch, _) = rows(&Table::of::<Dispatch>().unwrap(), list([directory]).unwrap());
    let row = &json_rows(&batch)[1];
    assert_eq!(row["time"], json!("2026-03-01T12:00:00.500Z"));
    let facts = ["directory", "run", "hash", "report", "topology", "scheduler", "kernel", "source", "result"];
    let found: Vec<_> = facts.iter().map(|name| row[*name].as_str().unwrap()).collect();
    let hash = format!("{:016x}", 3);
    let expected = ["6.16.0-abc", &run(3), &hash, "periodic_001", "1n1l3c1t", "dispatch", "6.16.0", "ci", "passed"];
    assert_eq!(found, expected);
    assert_eq!(row.get("kernel_commit"), None, "the sidecar has none");
    let names: Vec<_> = batch.schema().fields().iter().take(RUN_COLUMNS.len()).map(|of| of.name().clone()).collect();
    assert_eq!(names, RUN_COLUMNS.map(|column| column.name));
}

#[test]
fn a_file_has_the_facts_of_its_run_and_is_listed_once() {
    let folder = tempfile::tempdir().unwrap();
    let directory = runs(folder.path(), 1..3);
    let file = directory.join(format!("{}.snapshot.periodic_001.json", run(2)));
    let alone = list([&file]).unwrap();
    assert_eq!(alone.files[0].run.topology.as_deref(), Some("1n1l2c1t"));
    let sidecar = list([directory.join(format!("{}.ktstr.json", run(2)))]).unwrap();
    assert_eq!(sidecar.files.len(), 2);
    let again = directory.join("..").join("6.16.0-abc");
    assert_eq!(list([directory.as_path(), &again, &file]).unwrap().files.len(), 4);
}

#[test]
fn a_broken_sidecar_and_a_time_that_is_none_are_errors_and_the_reports_stay() {
    let folder = tempfile::tempdir().unwrap();
    let directory = runs(folder.path(), 1..3);
    fs::write(directory.join(format!("{}.ktstr.json", run(1))), r#"{"topology": 7}"#).unwrap();
    fs::write(directory.join(format!("{}.ktstr.json", run(2))), r#"{"timestamp": "yesterday", "scheduler": "s"}"#)
        .unwrap();
    let listing = list([directory]).unwrap();
    assert_eq!(listing.files.len(), 4);
    let messages: Vec<_> = listing.errors.iter().map(|error| error.message.as_str()).collect();
    assert!(
        messages[0].contains("is not as the harness writes it") && messages[0].contains("topology"),
        "{messages:?}"
    );
    assert_eq!(
        messages[1],
        "the `timestamp` of the sidecar is \"yesterday\", not a time such as `2026-03-01T12:00:00Z`, so the column `time` is \
         empty; run the test again to replace the sidecar"
    );
    assert_eq!((messages.len(), listing.errors[1].run.as_deref()), (2, Some(run(2).as_str())));
    assert_eq!((listing.files[2].run.time, listing.files[2].run.scheduler.as_deref()), (None, Some("s")));
}

#[test]
fn a_path_without_reports_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = list([folder.path()]).unwrap_err();
    assert!(matches!(error, ListError::NoRuns { .. }));
    assert!(
        error.to_string().contains("has no run of the harness; pass a directory that the harness writes"),
        "{error}"
    );
    let error = list([folder.path().join("nothing.json")]).unwrap_err().to_string();
    assert!(error.contains("is not a run, and"), "{error}");
}
