//! Typed reads of hash maps and storages give the keys and values that the harness's own view has.

use std::collections::BTreeMap;
use std::path::Path;

use conformance::{captures, ktstr};
use ktsnap::report::limits::MAX_HASH_ENTRIES;
use ktsnap::typed::OneMap;
use ktsnap::{PerCpu, Ptr, ReadError, Rows, SchemaError, SnapshotSchema};
use ktstr::prelude::{FailureDumpReport, Snapshot};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../tests/bpf/hashes.bpf.o", map = "rich_tasks")]
struct RichTasks {
    #[snapshot(key = "*", path = "weight")]
    weights: Rows<u32, u64>,
    #[snapshot(key = "*", path = "pos.x")]
    xs: Rows<u32, i32>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../tests/bpf/hashes.bpf.o", map = "rich_task_stor")]
struct RichStorage {
    #[snapshot(key = "*", path = "enq_at")]
    enq_at: Rows<Ptr, u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../tests/bpf/hashes.bpf.o", map = "task_runs")]
struct TaskRuns {
    #[snapshot(key = "*")]
    runs: Rows<u32, u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../tests/bpf/hashes.bpf.o", map = "cpu_runs")]
struct CpuRuns {
    #[snapshot(key = "*")]
    each: Rows<u32, PerCpu<u64>>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../tests/bpf/hashes.bpf.o", map = "cpu_runs")]
struct CpuTotals {
    #[snapshot(key = "*", sum)]
    sums: Rows<u32, u64>,
    #[snapshot(key = "*", max)]
    most: Rows<u32, u64>,
    #[snapshot(key = "*", min)]
    least: Rows<u32, u64>,
}

/// Reads the struct from the text and from the harness's report, which must agree.
fn read<T: OneMap + PartialEq + std::fmt::Debug>(json: &str) -> Result<T, SchemaError> {
    let report: FailureDumpReport = serde_json::from_str(json).unwrap();
    let ours = ktsnap::FailureDumpReport::from_json(json).unwrap();
    let of_view = T::from_snapshot(&ktsnap::Snapshot::new(&ours));
    let of_harness = match T::from_report(Snapshot::new(&report).report()) {
        Ok(read) => Ok(read),
        Err(ReadError::Schema(error)) => Err(error),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(of_harness, of_view);
    of_view
}

#[test]
fn the_hash_map_and_the_storage_of_a_capture_have_the_harnesss_keys_and_values() {
    let is_rich = |file: &Path| file.to_string_lossy().contains("ktstr-rich-");
    let mut compared = 0;
    for (file, _) in captures::all().into_iter().filter(|(file, _)| is_rich(file)) {
        let json = std::fs::read_to_string(&file).unwrap();
        let report: FailureDumpReport = serde_json::from_str(&json).unwrap();
        let theirs = Snapshot::new(&report);
        let tasks: RichTasks = read(&json).unwrap();
        let map = theirs.map("rich_tasks").unwrap();
        for (index, ((pid, weight), (_, x))) in tasks.weights.iter().zip(&tasks.xs).enumerate() {
            let entry = map.at(index);
            assert_eq!(entry.key("").as_u64().unwrap(), u64::from(*pid));
            assert_eq!(entry.get("weight").as_u64().unwrap(), *weight);
            assert_eq!(entry.get("pos.x").as_i64().unwrap(), i64::from(*x));
            compared += 1;
        }
        assert!(map.at(tasks.weights.len()).get("").as_u64().is_err(), "the harness has an entry more");
        let storage: RichStorage = read(&json).unwrap();
        let map = theirs.map("rich_task_stor").unwrap();
        for (index, (task, at)) in storage.enq_at.iter().enumerate() {
            let entry = map.at(index);
            assert_eq!(entry.key("").as_u64().unwrap(), task.address());
            assert_eq!(entry.get("enq_at").as_u64().unwrap(), *at);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

fn uint(bits: u32, value: u64) -> Value {
    json!({"kind": "uint", "bits": bits, "value": value})
}

fn report(map: &Value) -> String {
    json!({"schema": "single", "maps": [map], "active_obj_name": "hashes", "active_map_kvas": [16]}).to_string()
}

fn check(cases: impl Strategy<Value = BTreeMap<u32, Vec<u64>>>, test: impl Fn(&BTreeMap<u32, Vec<u64>>)) {
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() };
    let run = TestRunner::new(config).run(&cases, |entries| {
        test(&entries);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn generated_hash_maps_have_the_harnesss_keys_and_values() {
    let entries = prop::collection::btree_map(any::<u32>(), prop::collection::vec(any::<u64>(), 1), 0..40);
    check(entries, |entries| {
        let of: Vec<_> = entries
            .iter()
            .map(|(key, value)| json!({"key": uint(32, (*key).into()), "key_hex": format!("{key:08x}"), "value": uint(64, value[0]), "value_hex": ""}))
            .collect();
        let json = report(
            &json!({"name": "task_runs", "map_kva": 16, "map_type": 1, "value_size": 8, "max_entries": 8192, "entries": of}),
        );
        let TaskRuns { runs } = read(&json).unwrap();
        let theirs: FailureDumpReport = serde_json::from_str(&json).unwrap();
        let theirs = Snapshot::new(&theirs);
        let map = theirs.map("task_runs").unwrap();
        assert_eq!(runs.len(), entries.len());
        for (index, (key, value)) in runs.iter().enumerate() {
            assert_eq!(map.at(index).key("").as_u64().unwrap(), u64::from(*key));
            assert_eq!(map.at(index).get("").as_u64().unwrap(), *value);
        }
    });
}

#[test]
fn generated_per_cpu_hash_maps_have_the_harnesss_values_and_reductions() {
    // Four CPUs. Smaller values: the harness's sum stops at the largest u64, where ours is an error.
    let entries = prop::collection::btree_map(any::<u32>(), prop::collection::vec(0..1_u64 << 60, 4), 0..40);
    check(entries, |entries| {
        let slots = |values: &Vec<u64>| values.iter().map(|value| uint(64, *value)).collect::<Vec<_>>();
        let of: Vec<_> = entries
            .iter()
            .map(|(key, values)| json!({"key": uint(32, (*key).into()), "key_hex": format!("{key:08x}"), "per_cpu": slots(values)}))
            .collect();
        let json = report(
            &json!({"name": "cpu_runs", "map_kva": 16, "map_type": 5, "value_size": 8, "max_entries": 64, "percpu_hash_entries": of}),
        );
        let CpuRuns { each } = read(&json).unwrap();
        let CpuTotals { sums, most, least } = read(&json).unwrap();
        let theirs: FailureDumpReport = serde_json::from_str(&json).unwrap();
        let theirs = Snapshot::new(&theirs);
        let map = theirs.map("cpu_runs").unwrap();
        for (index, (key, cpus)) in each.iter().enumerate() {
            let entry = map.at(index);
            assert_eq!(entry.key("").as_u64().unwrap(), u64::from(*key));
            assert_eq!(entry.cpu_sum_u64("").unwrap(), *sums.get(key).unwrap());
            assert_eq!(entry.cpu_max_u64("").unwrap(), *most.get(key).unwrap());
            assert_eq!(entry.cpu_min_u64("").unwrap(), *least.get(key).unwrap());
            for cpu in 0..4 {
                let theirs = theirs.map("cpu_runs").unwrap().cpu(cpu).at(index).get("").as_u64().unwrap();
                assert_eq!(Some(&theirs), cpus.get(cpu));
            }
        }
        assert_eq!(each.len(), entries.len());
    });
}

/// A departure: the harness's view shows the entries that it kept, and a typed read needs all of them.
#[test]
fn a_map_that_the_harness_cut_is_an_error() {
    let of: Vec<_> = (0..MAX_HASH_ENTRIES)
        .map(|key| json!({"key": uint(32, key.into()), "key_hex": format!("{key:08x}"), "value": uint(64, 1), "value_hex": ""}))
        .collect();
    let json = report(&json!({
        "name": "task_runs", "map_kva": 16, "map_type": 1, "value_size": 8, "max_entries": 8192, "entries": of,
        "error": "hash map truncated at 4096 entries",
    }));
    assert!(matches!(read::<TaskRuns>(&json), Err(SchemaError::CutEntries { kept: 4096, .. })));
}
