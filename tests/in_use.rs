//! Rows in use: `take` and `ring` on a field, and `take` with `[*]` in a struct with parts.

#[path = "support/render.rs"]
mod render;
mod support;

use std::time::Duration;

use ktsnap::series::Captured;
use ktsnap::{SchemaError, Series, Snapshot, SnapshotSchema};
use ktsnap_btf::Layout;
use render::Render;
use serde_json::{Value, json};
use support::{report, running};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct layer")]
struct Layer {
    nr_tasks: u64,
    name: String,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
#[snapshot(ratio(tasks = sum(layers[*].nr_tasks), waited = sum(waits), rows = len(layers)))]
struct InUse {
    #[snapshot(take = "nr_layers", gauge)]
    layers: Vec<Layer>,
    #[snapshot(ring = "nr_tasks")]
    waits: Vec<u64>,
    #[snapshot(path = "layers[1..4].nr_cpus", take = "layers[0].in_use", gauge)]
    cpus: Vec<u32>,
}

/// The ring, with its later values in a difference.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Kept {
    #[snapshot(ring = "nr_tasks", gauge)]
    waits: Vec<u64>,
}

/// The layers, with other numbers of rows in use.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counts {
    #[snapshot(gauge)]
    nr_layers: u32,
    #[snapshot(gauge)]
    nr_tasks: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Moves {
    #[snapshot(sum)]
    moves: Vec<Vec<u64>>,
    #[snapshot(path = "moves", sum)]
    pairs: [Vec<u64>; 4],
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
struct Both {
    #[snapshot(take(moves = counts.nr_layers, moves[*] = counts.nr_tasks, pairs[*] = counts.nr_tasks))]
    cells: Moves,
    counts: Counts,
}

fn layout() -> Layout {
    let object = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bpf/groups.bpf.o");
    Layout::parse(&std::fs::read(object).unwrap()).unwrap()
}

/// The bytes of `.bss`, with these numbers of layers and tasks. `in_use` is that of the first layer.
fn bss(nr_layers: u32, nr_tasks: u64, in_use: u8) -> Vec<u8> {
    let layout = layout();
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let mut bytes = vec![0; usize::try_from(section.size).unwrap()];
    let mut put = |name: &str, at: usize, value: &[u8]| {
        let at = usize::try_from(section.vars_named(name).next().unwrap().offset).unwrap() + at;
        bytes[at..at + value.len()].copy_from_slice(value);
    };
    put("nr_layers", 0, &nr_layers.to_le_bytes());
    put("nr_tasks", 0, &nr_tasks.to_le_bytes());
    for index in 0..6_u8 {
        let at = usize::from(index);
        put("layers", at * 40, &(u64::from(index) + 10).to_le_bytes());
        put("layers", at * 40 + 8, &[b'a' + index]);
        put("layers", at * 40 + 24, &[index * 3]);
        put("waits", at * 8, &[100 + index]);
    }
    put("layers", 28, &[in_use]);
    bytes
}

/// `.bss` as a report has it.
fn rendered(bytes: &[u8]) -> Value {
    let layout = layout();
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let all = Render { bytes, big_endian: false };
    let members: Vec<_> = section
        .listed()
        .iter()
        .map(|var| json!({"name": var.name, "value": all.at(var.offset, var.size).value(&var.ty)}))
        .collect();
    json!({
        "name": "groups.bss", "map_kva": 16, "map_type": 2, "value_size": section.size, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": members},
    })
}

/// Reads the bytes, and the same bytes as a report and as its text.
fn read(nr_layers: u32, nr_tasks: u64, in_use: u8) -> Result<InUse, SchemaError> {
    let bytes = bss(nr_layers, nr_tasks, in_use);
    let json = running("groups", &[16], &[rendered(&bytes)]);
    let of_bytes = InUse::from_section_bytes(&bytes);
    let of_report = InUse::from_snapshot(&Snapshot::new(&report(&json)));
    match (&of_bytes, &of_report, InUse::from_json_slice(json.to_string().as_bytes())) {
        (Ok(bytes), Ok(report), Ok(text)) => assert_eq!((bytes, bytes), (report, &text)),
        (Err(_), Err(of_report), Err(of_text)) => assert_eq!(of_report.to_string(), of_text.to_string()),
        (bytes, report, text) => panic!("{bytes:?}, {report:?}, {text:?}"),
    }
    of_report
}

#[test]
fn the_first_rows_are_those_in_use() {
    let read = read(2, 4, 3).unwrap();
    let layer = |nr_tasks, name: &str| Layer { nr_tasks, name: name.to_owned() };
    assert_eq!(read.layers, [layer(10, "a"), layer(11, "b")]);
    assert_eq!(read.waits, [100, 101, 102, 103]);
    assert_eq!(read.cpus, [3, 6, 9]);
    assert_eq!((read.tasks(), read.waited(), read.rows()), (Ok(21.0), Ok(406.0), Ok(2.0)));
    assert!(self::read(0, 0, 0).unwrap().layers.is_empty());
}

#[test]
fn a_ring_that_is_full_has_all_its_rows() {
    for nr_tasks in [6, 7, u64::MAX] {
        assert_eq!(read(6, nr_tasks, 0).unwrap().waits, [100, 101, 102, 103, 104, 105], "{nr_tasks}");
    }
}

#[test]
fn a_count_above_the_number_of_rows_is_an_error() {
    let error = read(7, 0, 0).unwrap_err();
    let expected =
        SchemaError::RowCount { rows: "layers".to_owned(), name: "nr_layers".to_owned(), count: 7, found: Some(6) };
    assert_eq!(error.to_string(), expected.to_string());
    assert!(matches!(read(6, 0, 4).unwrap_err(), SchemaError::RowCount { count: 4, found: Some(3), .. }));
}

#[test]
fn a_count_that_differs_from_btf_is_drift() {
    let mut section = rendered(&bss(2, 4, 0));
    let members = section["value"]["members"].as_array_mut().unwrap();
    members.iter_mut().find(|member| member["name"] == "nr_layers").unwrap()["value"]["bits"] = 16.into();
    let json = running("groups", &[16], &[section]);
    let error = InUse::from_snapshot(&Snapshot::new(&report(&json))).unwrap_err().to_string();
    assert!(error.contains("`nr_layers`") && error.contains("uint16"), "{error}");
}

#[test]
fn rows_of_rows_have_a_number_of_their_own() {
    let both = |nr_layers, nr_tasks| {
        let bss = rendered(&bss(nr_layers, nr_tasks, 0));
        let words: Vec<u8> = (0..15_u64).flat_map(u64::to_le_bytes).collect();
        let ty = layout().map("cpu_ctxs").unwrap().value.clone().unwrap();
        let slot = Render { bytes: &words, big_endian: false }.value(&ty);
        let cpus = json!({
            "name": "cpu_ctxs", "map_kva": 17, "map_type": 6, "value_size": 120, "max_entries": 1,
            "percpu_entries": [{"key": 0, "per_cpu": [slot]}],
        });
        Both::from_snapshot(&Snapshot::new(&report(&running("groups", &[16, 17], &[bss, cpus]))))
    };
    let read = both(3, 1).unwrap();
    assert_eq!(read.cells.moves, [[4], [6], [8]]);
    assert_eq!(read.cells.pairs, [[4], [6], [8], [10]]);
    let error = both(3, 5).unwrap_err();
    let expected = SchemaError::RowCount {
        rows: "cells.moves[*]".to_owned(),
        name: "counts.nr_tasks".to_owned(),
        count: 5,
        found: Some(2),
    };
    assert_eq!(error.to_string(), expected.to_string());
}

#[test]
fn rows_that_come_into_use_have_no_difference_without_gauge() {
    let [earlier, later] = [2, 3].map(|nr| report(&running("groups", &[16], &[rendered(&bss(2, nr, 1))])));
    let views = [&earlier, &later].map(Snapshot::new);
    let said = "`waits` has 2 elements in the earlier read and 3 in the later one: the length is set when the object is loaded, \
                or by `take` or `ring`; compare reads of one instance with an equal number of rows in use, or keep the later \
                values with `#[snapshot(gauge)]`";
    let [before, after] = [0, 1].map(|index| InUse::from_snapshot(&views[index]).unwrap());
    assert_eq!(after.since(&before).unwrap_err().to_string(), said);
    // A series has the same remedy.
    let captures =
        || (0_u64..).zip(&views).map(|(second, view)| Captured::new(Duration::from_secs(second), view.clone()));
    let error = Series::<InUse>::read(captures()).changes().next().unwrap().unwrap_err();
    let (fact, remedy) = said.split_once(": ").unwrap();
    let error = error.to_string();
    assert!(error.contains(fact) && error.ends_with(remedy), "{error}");
    // Apply it.
    let change = Series::<Kept>::read(captures()).changes().next().unwrap().unwrap();
    assert_eq!(change.value.waits, [100, 101, 102]);
}
