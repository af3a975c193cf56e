//! What the tests of tables share.

#![allow(dead_code, reason = "each test uses some")]

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use ktsnap::SnapshotSchema;
use ktsnap_table::{FileError, Listing, Table};
use serde_json::{Value, json};

pub(crate) const RUNS: &str = "../../examples/runs";
pub(crate) const CAPTURE: &str = "../../examples/captures/dispatch-a1.json";

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
pub(crate) struct Dispatch {
    pub(crate) nr_mig_same: u64,
    pub(crate) nr_mig_cross: u64,
}

/// All rows of a listing as one batch, and the errors.
pub(crate) fn rows(table: &Table, listing: Listing) -> (RecordBatch, Vec<FileError>) {
    let mut batches = table.batches(listing.files);
    let read: Vec<_> = batches.by_ref().map(Result::unwrap).collect();
    (concat_batches(&table.schema(), &read).unwrap(), batches.take_errors())
}

/// The rows of a batch as JSON.
pub(crate) fn json_rows(batch: &RecordBatch) -> Vec<Value> {
    let mut writer = arrow_json::ArrayWriter::new(Vec::new());
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    let text = writer.into_inner();
    if text.is_empty() { Vec::new() } else { serde_json::from_slice(&text).unwrap() }
}

/// A capture as the harness wrote it.
pub(crate) fn capture(file: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The live `.bss` of a report, by a search of its own.
pub(crate) fn bss(report: &Value) -> &Value {
    let report = if report["schema"] == "dual" { &report["late"] } else { report };
    let live: Vec<_> = report["active_map_kvas"].as_array().into_iter().flatten().collect();
    let maps = report["maps"].as_array().unwrap();
    let mut found = maps.iter().filter(|map| map["name"] == "dispatch.bss");
    let first = found.clone().next().unwrap();
    found.find(|map| live.contains(&&map["map_kva"])).unwrap_or(first)
}

/// The rendered value of a variable.
pub(crate) fn variable<'r>(section: &'r Value, name: &str) -> &'r Value {
    let members = section["value"]["members"].as_array().unwrap();
    &members.iter().find(|member| member["name"] == name).unwrap()["value"]
}

/// A rendered value as plain JSON.
pub(crate) fn plain(of: &Value) -> Value {
    match of["kind"].as_str().unwrap() {
        "enum" => of["variant"].clone(),
        "array" => of["elements"].as_array().unwrap().iter().map(plain).collect(),
        "struct" => {
            let members = of["members"].as_array().unwrap().iter();
            Value::Object(members.map(|of| (of["name"].as_str().unwrap().to_owned(), plain(&of["value"]))).collect())
        }
        _ => of["value"].clone(),
    }
}

/// A directory of the harness with a run for each number, each with two reports whose counters follow from the number.
pub(crate) fn runs(into: &Path, numbers: std::ops::Range<u64>) -> PathBuf {
    let directory = into.join("6.16.0-abc");
    fs::create_dir_all(&directory).unwrap();
    for number in numbers {
        for periodic in 0..2 {
            report(&directory, number, periodic, number * 10 + periodic);
        }
        let sidecar = json!({"topology": format!("1n1l{number}c1t"), "scheduler": "dispatch", "passed": true,
            "kernel_version": "6.16.0", "timestamp": "2026-03-01T12:00:00.5Z", "run_source": "ci", "periodic_fired": 2});
        fs::write(directory.join(format!("{}.ktstr.json", run(number))), sidecar.to_string()).unwrap();
    }
    directory
}

pub(crate) fn run(number: u64) -> String {
    format!("moves-{number:016x}")
}

/// A report whose `nr_mig_cross` is `cross`, and whose `nr_mig_same` is three times that.
pub(crate) fn report(directory: &Path, number: u64, periodic: u64, cross: u64) -> PathBuf {
    let mut report = capture(CAPTURE);
    for map in report["maps"].as_array_mut().unwrap().iter_mut().filter(|map| map["name"] == "dispatch.bss") {
        for member in map["value"]["members"].as_array_mut().unwrap() {
            match member["name"].as_str() {
                Some("nr_mig_cross") => member["value"]["value"] = cross.into(),
                Some("nr_mig_same") => member["value"]["value"] = (cross * 3).into(),
                _ => {}
            }
        }
    }
    let file = directory.join(format!("{}.snapshot.periodic_{periodic:03}.json", run(number)));
    fs::write(&file, report.to_string()).unwrap();
    file
}
