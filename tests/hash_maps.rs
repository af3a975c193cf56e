//! Structs that mirror maps with keys: hash maps of each type, and the storages of tasks.

#[path = "support/render.rs"]
mod render;
mod support;

use std::ffi::CString;

use ktsnap::report::limits::MAX_HASH_ENTRIES;
use ktsnap::typed::RowsError;
use ktsnap::{PartialRows, PerCpu, Ptr, Rows, SchemaError, Snapshot, SnapshotEnum, SnapshotError, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture, report, running, uint};

const RICH: &str = "captures/ktstr-rich-late_run.json";

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "rich_tasks")]
struct RichTasks {
    #[snapshot(key = "*")]
    tasks: Rows<u32, RichTask>,
    #[snapshot(key = "*", path = "nr")]
    nr: Rows<u32, u32>,
    #[snapshot(key = "*", path = "nr", sum, gauge)]
    all: u32,
    #[snapshot(key = "58", path = "nr")]
    of_58: Option<u32>,
    #[snapshot(key = "7", path = "nr")]
    of_7: Option<u32>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct rich_ctx")]
struct RichTask {
    weight: u64,
    nr: u32,
    on: bool,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "rich_task_stor")]
struct RichStorage {
    #[snapshot(key = "*")]
    tasks: Rows<Ptr, TaskLocal>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct task_local")]
struct TaskLocal {
    enq_at: u64,
    enqs: u32,
}

#[test]
fn the_entries_of_a_captured_hash_map_are_those_of_the_untyped_view() {
    let report = capture(RICH);
    let snapshot = Snapshot::new(&report);
    let read = RichTasks::from_snapshot(&snapshot).unwrap();
    assert_eq!(RichTasks::from_json_path(RICH).unwrap(), read);
    let map = snapshot.map("rich_tasks").unwrap();
    let entries = &map.raw().entries;
    assert_eq!((read.tasks.len(), entries.len()), (10, 10));
    for ((pid, task), entry) in read.tasks.iter().zip(entries) {
        let entry = ktsnap::SnapshotEntry::Hash(entry);
        assert_eq!(u64::from(*pid), entry.key("").as_u64().unwrap());
        assert_eq!(task.weight, entry.get("weight").as_u64().unwrap());
        assert_eq!(u64::from(task.nr), entry.get("nr").as_u64().unwrap());
        assert_eq!(task.on, entry.get("on").as_bool().unwrap());
        assert_eq!(read.nr.get(pid), Some(&task.nr));
    }
    assert_eq!(Ok(read.all), read.tasks.sum(|task| task.nr));
    assert_eq!((read.of_58, read.of_7), (Some(9), None));
}

#[test]
fn the_entries_of_a_task_storage_have_the_addresses_of_the_tasks_as_keys() {
    let read = RichStorage::from_json_path(RICH).unwrap();
    assert_eq!(read.tasks.len(), 8);
    let task = read.tasks.get(&Ptr::new(18_446_623_853_298_956_160)).unwrap();
    assert_eq!(*task, TaskLocal { enq_at: 8_108_998_416, enqs: 4 });
}

/// A hash map with these entries: keys and values as a report renders them.
fn hash(name: &str, map_type: u32, value_size: u32, max_entries: u32, entries: &[(Value, Value)]) -> Value {
    let entries: Vec<_> = entries
        .iter()
        .map(|(key, value)| json!({"key": key, "key_hex": key.to_string(), "value": value, "value_hex": ""}))
        .collect();
    json!({
        "name": name, "map_kva": 16, "map_type": map_type, "value_size": value_size, "max_entries": max_entries,
        "entries": entries,
    })
}

/// A per-CPU hash map with these entries.
fn per_cpu_hash(name: &str, map_type: u32, value_size: u32, entries: &[(Value, Vec<Option<Value>>)]) -> Value {
    let entries: Vec<_> =
        entries.iter().map(|(key, slots)| json!({"key": key, "key_hex": key.to_string(), "per_cpu": slots})).collect();
    json!({
        "name": name, "map_kva": 16, "map_type": map_type, "value_size": value_size, "max_entries": 64,
        "percpu_hash_entries": entries,
    })
}

fn read<T: SnapshotSchema>(map: Value) -> Result<T, SchemaError> {
    let json = running("hashes", &[16], &[map]);
    let from_report = T::from_snapshot(&Snapshot::new(&report(&json)));
    // The reader of texts keeps only what the struct needs, and must say the same.
    let text = json.to_string();
    match (T::from_json_slice(text.as_bytes()), &from_report) {
        (Ok(_), Ok(_)) => {}
        (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected.to_string()),
        (of_text, _) => panic!("{:?}", of_text.err()),
    }
    from_report
}

fn error<T: SnapshotSchema>(map: Value) -> SchemaError {
    match read::<T>(map) {
        Ok(_) => panic!("the read succeeded"),
        Err(error) => error,
    }
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct TaskRuns {
    #[snapshot(key = "*")]
    runs: Rows<u32, u64>,
    #[snapshot(key = "5")]
    of_5: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Total {
    #[snapshot(key = "*", sum, gauge)]
    all: u64,
    #[snapshot(key = "*", max)]
    most: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Some5 {
    #[snapshot(key = "5")]
    runs: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Part {
    #[snapshot(key = "*")]
    runs: PartialRows<u32, u64>,
}

fn task_runs(runs: &[(u32, u64)]) -> Value {
    let entries: Vec<_> = runs.iter().map(|(pid, runs)| (uint(32, (*pid).into()), uint(64, *runs))).collect();
    hash("task_runs", 1, 8, 8192, &entries)
}

fn many(count: u32) -> Value {
    task_runs(&(0..count).map(|pid| (pid + 100, 1)).collect::<Vec<_>>())
}

#[test]
fn rows_have_the_keys_and_values_of_the_map() {
    let read = read::<TaskRuns>(task_runs(&[(7, 3), (5, 9), (0, 4)])).unwrap();
    assert_eq!(read.runs.iter().collect::<Vec<_>>(), [(&7, &3), (&5, &9), (&0, &4)]);
    assert_eq!(read.of_5, Some(9));
    assert_eq!(read.runs.sum(|runs| *runs), Ok(16));
    let Total { all, most } = self::read(task_runs(&[(7, 3), (5, 9), (0, 4)])).unwrap();
    assert_eq!((all, most), (16, 9));
}

#[test]
fn a_map_without_entries_is_read() {
    let TaskRuns { runs, of_5 } = read(task_runs(&[])).unwrap();
    assert!(runs.is_empty() && of_5.is_none());
    assert_eq!(runs.sum(|runs| *runs), Ok(0));
    assert!(
        matches!(error::<Total>(task_runs(&[])), SchemaError::Empty { variable, .. } if variable == "task_runs[*]")
    );
}

#[test]
fn a_map_that_was_cut_has_no_rows_and_no_total() {
    let cut = || many(MAX_HASH_ENTRIES);
    let message = "`task_runs[*]` in task_runs: the capture holds 4096 entries, and the map can have up to 8192; read it live, \
                   or look up single keys with `ktsnap::PartialRows`";
    assert_eq!(error::<TaskRuns>(cut()).to_string(), message);
    assert_eq!(error::<Total>(cut()).to_string(), message);
    assert!(read::<TaskRuns>(many(MAX_HASH_ENTRIES - 1)).is_ok());
    // As the harness reports it: with an error and the entries that it kept.
    let mut with_error = cut();
    with_error["error"] = "hash map truncated at 4096 entries".into();
    assert_eq!(error::<TaskRuns>(with_error.clone()).to_string(), message);
    // A map that can't have more entries is whole.
    let mut full = cut();
    full["max_entries"] = MAX_HASH_ENTRIES.into();
    assert_eq!(read::<TaskRuns>(full).unwrap().runs.len(), 4096);
    with_error["max_entries"] = MAX_HASH_ENTRIES.into();
    assert!(matches!(error::<TaskRuns>(with_error), SchemaError::CutEntries { .. }));
}

#[test]
fn a_lookup_in_a_map_that_was_cut_finds_what_was_captured() {
    let Some5 { runs } = read(task_runs(&[(5, 9)])).unwrap();
    assert_eq!(runs, Some(9));
    let message = "`task_runs[5]` in task_runs: no such key is among the 4096 entries that the capture holds, and the map can \
                   have up to 8192; read it live";
    assert_eq!(error::<Some5>(many(MAX_HASH_ENTRIES)).to_string(), message);
    let mut with_5 = many(MAX_HASH_ENTRIES);
    with_5["entries"][9]["key"] = uint(32, 5);
    assert_eq!(read::<Some5>(with_5).unwrap().runs, Some(1));

    let Part { runs } = read(many(MAX_HASH_ENTRIES)).unwrap();
    assert!(runs.is_truncated() && runs.captured_len() == 4096);
    assert_eq!(runs.get(&100), Ok(Some(&1)));
    assert_eq!(runs.get(&5), Err(RowsError::Truncated { kept: 4096 }));
    assert_eq!(runs.complete().err(), Some(RowsError::Truncated { kept: 4096 }));
    let Part { runs } = read(task_runs(&[(7, 3)])).unwrap();
    assert_eq!((runs.get(&5), runs.is_truncated(), runs.complete().unwrap().len()), (Ok(None), false, 1));
}

#[test]
fn an_entry_that_was_not_rendered_is_an_error() {
    let without = |side| {
        let mut map = task_runs(&[(7, 3), (5, 9)]);
        map["entries"][1].as_object_mut().unwrap().remove(side);
        map
    };
    let errors = |side| [error::<TaskRuns>(without(side)), error::<Part>(without(side)), error::<Some5>(without(side))];
    for error in errors("key") {
        assert!(matches!(&error, SchemaError::Unrendered { part: "key", .. }), "{error}");
    }
    for error in errors("value").into_iter().chain([error::<Total>(without("value"))]) {
        assert!(matches!(&error, SchemaError::Unrendered { part: "value", .. }), "{error}");
    }
    assert_eq!(read::<Total>(without("key")).unwrap().all, 12, "a total does not need the keys");
    let mut map = task_runs(&[(7, 3), (5, 9)]);
    map["entries"][1].as_object_mut().unwrap().remove("value");
    assert_eq!(
        error::<Some5>(map).to_string(),
        "`task_runs[5]` in task_runs: the value of the entry was not rendered; capture a scheduler that was loaded with its BTF"
    );
}

#[test]
fn a_map_with_an_error_has_no_entries_to_rely_on() {
    let mut map = task_runs(&[(7, 3), (5, 9)]);
    map["error"] = "page not mapped".into();
    for error in [error::<TaskRuns>(map.clone()), error::<Total>(map.clone()), error::<Some5>(map)] {
        let SchemaError::Snapshot(SnapshotError::MapRenderIncomplete { map, error }) = error else { panic!("{error}") };
        assert_eq!((map.as_str(), error.as_str()), ("task_runs", "page not mapped"));
    }
    let mut empty = task_runs(&[]);
    empty["error"] = "page not mapped".into();
    assert!(matches!(error::<TaskRuns>(empty), SchemaError::Snapshot(SnapshotError::MapRenderIncomplete { .. })));
}

#[test]
fn a_key_that_two_entries_have_is_an_error() {
    let twice = || task_runs(&[(5, 3), (7, 1), (5, 9)]);
    for error in [error::<TaskRuns>(twice()), error::<Total>(twice()), error::<Some5>(twice()), error::<Part>(twice())]
    {
        assert!(matches!(&error, SchemaError::RepeatedKey { key, .. } if key == "5"), "{error}");
    }
}

#[test]
fn the_contents_of_another_type_of_map_are_drift() {
    let mut map = task_runs(&[]);
    map["array_entries"] = json!([{"key": 5, "value": uint(64, 1)}]);
    assert!(matches!(error::<TaskRuns>(map), SchemaError::Drift(_)));
    let mut map = task_runs(&[]);
    map["percpu_hash_entries"] = json!([{"key": uint(32, 5), "key_hex": "", "per_cpu": [uint(64, 1)]}]);
    assert!(matches!(error::<TaskRuns>(map), SchemaError::Drift(_)));
    let wide = hash("task_runs", 1, 8, 8192, &[(uint(64, 5), uint(64, 1))]);
    assert_eq!(
        error::<TaskRuns>(wide).to_string(),
        "`task_runs[5].key()` in task_runs is uint64, but uint32 in tests/bpf/hashes.bpf.o; rebuild against the object of \
         the scheduler that was captured"
    );
    let narrow = hash("task_runs", 1, 8, 8192, &[(uint(32, 5), uint(32, 1))]);
    assert!(matches!(error::<TaskRuns>(narrow), SchemaError::Drift(drift) if drift.variable == "task_runs[5]"));
}

#[test]
fn the_check_of_a_capture_lists_entries_of_another_type() {
    let map = hash("task_runs", 1, 8, 8192, &[(uint(32, 7), uint(64, 1)), (uint(64, 5), uint(64, 1))]);
    let report = report(&running("hashes", &[16], &[map]));
    let check = TaskRuns::schema().check(&Snapshot::new(&report)).unwrap();
    assert_eq!(check.changed.len(), 1, "{check}");
    assert_eq!(check.changed[0].variable, "task_runs[5].key()");
}

#[test]
fn raw_bytes_hold_no_entries() {
    assert_eq!(
        TaskRuns::from_section_bytes(&[0; 64]).unwrap_err().to_string(),
        "the entries of `task_runs` of tests/bpf/hashes.bpf.o have keys, and no fixed place in bytes; read the struct from a \
         report or live"
    );
}

#[test]
fn a_difference_matches_the_rows_by_key() {
    let earlier: TaskRuns = read(task_runs(&[(5, 3), (7, 1), (8, 8)])).unwrap();
    let later: TaskRuns = read(task_runs(&[(9, 2), (7, 4), (5, 3)])).unwrap();
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.runs.iter().collect::<Vec<_>>(), [(&9, &2), (&7, &3), (&5, &0)]);
    assert_eq!(change.of_5, Some(0));
    let back = earlier.since(&later).unwrap_err();
    assert_eq!((back.field.as_str(), back.earlier, back.later), ("runs[7]", 4, 1));
}

#[test]
fn an_entry_that_was_not_captured_before_has_no_difference() {
    let earlier: Part = read(many(MAX_HASH_ENTRIES)).unwrap();
    let later: Part = read(task_runs(&[(100, 5), (7, 4)])).unwrap();
    let change = later.since(&earlier).unwrap().runs;
    assert_eq!(change.get(&100), Ok(Some(&4)));
    assert_eq!(change.get(&7), Err(RowsError::Truncated { kept: 1 }), "it may have been there before");
    let whole: Part = read(task_runs(&[(100, 1)])).unwrap();
    assert_eq!(later.since(&whole).unwrap().runs.get(&7), Ok(Some(&4)));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, SnapshotEnum)]
#[snapshot(type = "enum hash_state")]
enum State {
    HashIdle,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, Eq, Hash, SnapshotSchema)]
#[snapshot(type = "struct cell_id")]
struct CellId {
    cgroup: u32,
    cell: u16,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct hash_stats")]
struct Stats {
    nr_runs: u64,
    weight: u32,
    state: State,
    #[snapshot(path = "slots[*]", sum)]
    slots: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "state_counts")]
struct States {
    #[snapshot(key = "*")]
    counts: Rows<State, u64>,
    #[snapshot(key = "HASH_BUSY")]
    busy: Option<u64>,
    #[snapshot(key = "HASH_IDLE")]
    idle: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "comm_runs")]
struct Comms {
    #[snapshot(key = "*")]
    runs: Rows<String, u64>,
    #[snapshot(key = "*")]
    bytes: Rows<CString, u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cell_stats")]
struct Cells {
    #[snapshot(key = "*")]
    cells: Rows<CellId, Stats>,
    #[snapshot(key = "*", path = "slots")]
    slots: Rows<CellId, [u64; 4]>,
    #[snapshot(key = "*", path = "slots", max)]
    most: Rows<CellId, u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "untyped_runs")]
struct Untyped {
    #[snapshot(key = "*")]
    runs: Rows<u32, u64>,
    #[snapshot(key = "258")]
    of_258: Option<u64>,
}

fn enumerator(value: u32) -> Value {
    json!({"kind": "enum", "bits": 32, "value": value, "is_signed": false, "variant": null})
}

fn member(name: &str, value: &Value) -> Value {
    json!({"name": name, "value": value})
}

fn structure(tag: &str, members: &[Value]) -> Value {
    json!({"kind": "struct", "type_name": tag, "members": members})
}

fn stats(runs: u64, slots: [u64; 4]) -> Value {
    let slots = slots.map(|value| uint(64, value));
    structure(
        "hash_stats",
        &[
            member("nr_runs", &uint(64, runs)),
            member("weight", &uint(32, 100)),
            member("state", &enumerator(3)),
            member("slots", &json!({"kind": "array", "len": 4, "elements": slots})),
        ],
    )
}

#[test]
fn keys_are_enums_text_and_structs() {
    let map = hash("state_counts", 1, 8, 8, &[(enumerator(0), uint(64, 4)), (enumerator(9), uint(64, 5))]);
    let States { counts, busy, idle } = read(map).unwrap();
    assert_eq!((counts.get(&State::HashIdle), counts.get(&State::Other(9))), (Some(&4), Some(&5)));
    assert_eq!((busy, idle), (None, Some(4)));

    let Comms { runs, bytes } =
        read(hash("comm_runs", 1, 8, 64, &[(text("kworker"), uint(64, 4)), (text(""), uint(64, 5))])).unwrap();
    assert_eq!((runs.get("kworker"), runs.get("")), (Some(&4), Some(&5)));
    assert_eq!(bytes.get(c"kworker"), Some(&4));

    let map = |pad| {
        let entries = [(cell(1, 2, 0), stats(7, [1, 2, 3, 4])), (cell(1, 3, 0), stats(8, [5, 6, 7, 8]))];
        let more = (cell(1, 3, pad), stats(9, [0; 4]));
        let entries: Vec<_> = entries.into_iter().chain((pad > 0).then_some(more)).collect();
        hash("cell_stats", 1, 48, 64, &entries)
    };
    let Cells { cells, slots, most } = read(map(0)).unwrap();
    let second = CellId { cgroup: 1, cell: 3 };
    assert_eq!(cells.get(&second), Some(&Stats { nr_runs: 8, weight: 100, state: State::Other(3), slots: 26 }));
    assert_eq!((slots.get(&second), most.get(&second)), (Some(&[5, 6, 7, 8]), Some(&8)));
    assert_eq!(cells.max_by_key(|_, stats| stats.nr_runs).unwrap().0, &second);
    // Two keys that only differ in a member that the struct does not mirror.
    assert!(matches!(error::<Cells>(map(1)), SchemaError::RepeatedKey { .. }));
}

#[test]
fn a_counter_that_decreased_is_named_by_the_key_of_its_row() {
    let states = |runs| hash("state_counts", 1, 8, 8, &[(enumerator(0), uint(64, 4)), (enumerator(9), uint(64, runs))]);
    let idle = |runs| hash("state_counts", 1, 8, 8, &[(enumerator(9), uint(64, 5)), (enumerator(0), uint(64, runs))]);
    let [states, idle]: [[States; 2]; 2] =
        [[states(5), states(3)], [idle(4), idle(2)]].map(|both| both.map(|map| read(map).unwrap()));
    assert_eq!(states[1].since(&states[0]).unwrap_err().field, "counts[9]");
    assert_eq!(idle[1].since(&idle[0]).unwrap_err().field, "counts[HASH_IDLE]");

    let [earlier, later] =
        [5, 3].map(|runs| read::<Comms>(hash("comm_runs", 1, 8, 64, &[(text("kworker"), uint(64, runs))])).unwrap());
    assert_eq!(later.since(&earlier).unwrap_err().field, r#"runs["kworker"]"#);

    let [earlier, later] = [5, 3]
        .map(|runs| read::<Cells>(hash("cell_stats", 1, 48, 64, &[(cell(1, 2, 0), stats(runs, [0; 4]))])).unwrap());
    assert_eq!(later.since(&earlier).unwrap_err().field, "cells[CellId { cgroup: 1, cell: 2 }].nr_runs");
}

fn text(text: &str) -> Value {
    let bytes = text.bytes().chain([0; 16]).take(16);
    let elements: Vec<_> = bytes.map(|byte| json!({"kind": "char", "value": byte})).collect();
    json!({"kind": "array", "len": 16, "elements": elements})
}

fn cell(cgroup: u64, cell: u64, pad: u64) -> Value {
    let members = [member("cgroup", &uint(32, cgroup)), member("cell", &uint(16, cell)), member("pad", &uint(16, pad))];
    structure("cell_id", &members)
}

#[test]
fn keys_and_values_without_a_type_are_read_from_their_bytes() {
    let entry = |key: &str, value: &str| json!({"key_hex": key, "value_hex": value});
    let map = |entries: &[Value]| json!({"name": "untyped_runs", "map_kva": 16, "map_type": 1, "value_size": 8, "max_entries": 16, "entries": entries});
    let entries = [entry("02 01 00 00", "09 01 00 00 00 00 00 00"), entry("05 00 00 00", "01 00 00 00 00 00 00 00")];
    let Untyped { runs, of_258 } = read(map(&entries)).unwrap();
    assert_eq!((runs.get(&258), runs.get(&5), of_258), (Some(&265), Some(&1), Some(265)));
    let short = [entry("02 01 00 00", "09 01 00 00 00 00 00")];
    assert!(matches!(error::<Untyped>(map(&short)), SchemaError::Unrendered { part: "value", .. }));
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cpu_runs")]
struct CpuRuns {
    #[snapshot(key = "*")]
    each: Rows<u32, PerCpu<u64>>,
    #[snapshot(key = "*", sum)]
    runs: Rows<u32, u64>,
    #[snapshot(key = "*", max)]
    most: PartialRows<u32, u64>,
    #[snapshot(key = "*", sum, gauge)]
    all: u64,
    #[snapshot(key = "5")]
    of_5: Option<PerCpu<u64>>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cpu_runs", allow_unmapped)]
struct MappedRuns {
    #[snapshot(key = "*", sum)]
    runs: Rows<u32, u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cpu_hash_stats")]
struct CpuStats {
    #[snapshot(key = "*")]
    each: Rows<u32, PerCpu<Stats>>,
    #[snapshot(key = "*", path = "nr_runs", sum)]
    runs: Rows<u32, u64>,
}

fn slots(values: &[Option<u64>]) -> Vec<Option<Value>> {
    values.iter().map(|value| value.map(|value| uint(64, value))).collect()
}

#[test]
fn the_values_of_each_cpu_are_read_and_reduced() {
    let map = per_cpu_hash(
        "cpu_runs",
        5,
        8,
        &[(uint(32, 5), slots(&[Some(1), Some(20)])), (uint(32, 6), slots(&[Some(300), Some(0)]))],
    );
    let CpuRuns { each, runs, most, all, of_5 } = read(map).unwrap();
    assert_eq!(each.get(&6).unwrap().sum(), Ok(300));
    assert_eq!((runs.get(&5), runs.get(&6), all), (Some(&21), Some(&300), 321));
    assert_eq!(most.get(&5), Ok(Some(&20)));
    assert_eq!(of_5.unwrap().get(1), Some(&20));
    let map =
        per_cpu_hash("cpu_hash_stats", 5, 48, &[(uint(32, 5), vec![Some(stats(1, [0; 4])), Some(stats(2, [0; 4]))])]);
    let CpuStats { each, runs } = read(map).unwrap();
    assert_eq!((each.get(&5).unwrap().get(1).unwrap().nr_runs, runs.get(&5)), (2, Some(&3)));
}

#[test]
fn a_slot_that_was_not_captured_is_not_a_zero() {
    let map = || {
        per_cpu_hash(
            "cpu_runs",
            5,
            8,
            &[(uint(32, 5), slots(&[Some(1), None])), (uint(32, 6), slots(&[Some(3), Some(4)]))],
        )
    };
    let error = error::<CpuRuns>(map());
    assert!(
        matches!(&error, SchemaError::Unmapped { variable, cpu: Some(1), .. } if variable == "cpu_runs[5]"),
        "{error}"
    );
    let MappedRuns { runs } = read(map()).unwrap();
    assert_eq!((runs.get(&5), runs.get(&6)), (Some(&1), Some(&7)));
    let none = per_cpu_hash("cpu_runs", 5, 8, &[(uint(32, 5), vec![])]);
    assert!(matches!(self::error::<MappedRuns>(none), SchemaError::Unrendered { part: "value", .. }));
    let none = per_cpu_hash("cpu_runs", 5, 8, &[(uint(32, 5), slots(&[None, None]))]);
    assert!(matches!(self::error::<MappedRuns>(none), SchemaError::Unmapped { cpu: None, .. }));
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "recent_runs")]
struct Recent {
    #[snapshot(key = "*", gauge)]
    runs: Rows<u64, u64>,
}

#[test]
fn the_entries_of_an_lru_map_have_no_difference() {
    let map = |runs| hash("recent_runs", 9, 8, 64, &[(uint(64, 1 << 40), uint(64, runs))]);
    let (earlier, later): (Recent, Recent) = (read(map(5)).unwrap(), read(map(3)).unwrap());
    assert_eq!(later.since(&earlier).unwrap(), later);
}

/// The entries of a map in the object's BTF, rendered from the bytes of each key and value.
fn rendered(name: &str, entries: &[(Vec<u8>, Vec<u8>)]) -> Value {
    let layout = ktsnap_btf::Layout::parse(&std::fs::read("tests/bpf/hashes.bpf.o").unwrap()).unwrap();
    let map = layout.map(name).unwrap();
    let part = |ty: &Option<ktsnap_btf::Type>, bytes: &[u8]| {
        render::Render { bytes, big_endian: false }.value(ty.as_ref().unwrap())
    };
    let entries: Vec<_> = entries.iter().map(|(key, value)| (part(&map.key, key), part(&map.value, value))).collect();
    let sizes = [map.value_size, map.max_entries].map(|size| u32::try_from(size).unwrap());
    hash(name, map.kind.number(), sizes[0], sizes[1], &entries)
}

#[test]
fn keys_and_values_that_were_rendered_from_bytes_are_read() {
    // struct cell_id { u32 cgroup; u16 cell; u16 pad; }, and struct hash_stats { u64 nr_runs; u32 weight; enum state;
    // u64 slots[4]; }
    let key = |cgroup: u32, cell: u16| [&cgroup.to_le_bytes()[..], &cell.to_le_bytes(), &[0; 2]].concat();
    let value = |runs: u64, weight: u32, state: u32, slots: [u64; 4]| {
        let slots: Vec<u8> = slots.into_iter().flat_map(u64::to_le_bytes).collect();
        [&runs.to_le_bytes()[..], &weight.to_le_bytes(), &state.to_le_bytes(), &slots].concat()
    };
    let entries = [
        (key(0x0102_0304, 7), value(1 << 40, 100, 0, [1, 2, 3, 4])),
        (key(1, u16::MAX), value(u64::MAX, u32::MAX, 3, [0, 0, 0, 9])),
    ];
    let Cells { cells, slots, most } = read(rendered("cell_stats", &entries)).unwrap();
    let (first, second) = (CellId { cgroup: 0x0102_0304, cell: 7 }, CellId { cgroup: 1, cell: u16::MAX });
    let expected = Stats { nr_runs: 1 << 40, weight: 100, state: State::HashIdle, slots: 10 };
    assert_eq!((cells.get(&first), cells.len()), (Some(&expected), 2));
    assert_eq!(cells.get(&second).map(|stats| (stats.nr_runs, stats.weight)), Some((u64::MAX, u32::MAX)));
    assert_eq!((slots.get(&first), most.get(&second)), (Some(&[1, 2, 3, 4]), Some(&9)));
    assert_eq!(
        cells.sum(|stats| stats.nr_runs),
        Err(RowsError::Overflow { sum: (1 << 40) + i128::from(u64::MAX), bits: 64 })
    );

    let text = |text: &str| text.bytes().chain([0; 16]).take(16).collect::<Vec<u8>>();
    let runs = |runs: u64| runs.to_le_bytes().to_vec();
    let entries = [(text("sixteen letters!"), runs(5)), (text("a\u{e9}"), runs(6))];
    let Comms { runs, .. } = read(rendered("comm_runs", &entries)).unwrap();
    assert_eq!((runs.get("sixteen letters!"), runs.get("a\u{e9}")), (Some(&5), Some(&6)));
}

#[test]
fn what_a_pointer_of_a_value_leads_to_may_be_nested_deeply() {
    let mut map = task_runs(&[(5, 9)]);
    let mut payload = uint(64, 1);
    for _ in 0..500 {
        payload = json!({"kind": "ptr", "value": 16, "deref": payload});
    }
    map["entries"][0]["payload"] = payload;
    assert_eq!(read::<TaskRuns>(map).unwrap().of_5, Some(9));
}
