//! Slices in a path: some elements of an array, from one index up to another.

mod support;

use ktsnap::{PerCpu, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, map_mut, of_maps, per_cpu_map, report, uint, var_mut};

#[allow(dead_code, reason = "the variants are only names")]
#[derive(SnapshotEnum)]
enum Llc {
    LlcFirst = 1,
    LlcEnd = 4,
}

/// A row of `moves`.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Moves {
    #[snapshot(key = "3")]
    to_last: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Llc))]
struct Sliced {
    #[snapshot(path = "moves[2][1..3]")]
    inner: Vec<u64>,
    #[snapshot(path = "moves[1..4][0]")]
    column: [u64; 3],
    #[snapshot(path = "moves[LLC_FIRST..LLC_END]")]
    rows: Vec<Moves>,
    #[snapshot(path = "moves[1..3]", sum)]
    middle: Moves,
    #[snapshot(path = "moves[*][0..2]", sum)]
    left: [u64; 2],
    #[snapshot(path = "dsp_stats[0..DSP_KICK]", sum)]
    dispatched: u64,
    #[snapshot(path = "per_llc[2..4].nr_in", max)]
    most: u64,
}

/// Entries of maps.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", enums(Llc))]
struct Waits {
    #[snapshot(key = "2..5")]
    inner: Vec<u64>,
    #[snapshot(key = "14..16")]
    last: [u64; 2],
    #[snapshot(key = "LLC_FIRST..LLC_END")]
    named: Vec<Option<u64>>,
    #[snapshot(key = "8..12", sum)]
    total: u64,
}

/// Entries of a per-CPU map.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_SHARED..3")]
    by_cpu: [PerCpu<u64>; 2],
    #[snapshot(key = "DSP_SHARED..3", sum)]
    each: Vec<u64>,
    #[snapshot(key = "0..DSP_KICK", sum)]
    all: u64,
}

/// A report whose `moves` are the numbers from 0, and whose `dsp_stats` are 5, 6 and 7.
fn dispatch() -> Value {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let rows = var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap();
    let elements = rows.iter_mut().flat_map(|row| row["elements"].as_array_mut().unwrap());
    elements.zip(0..).for_each(|(element, value)| element["value"] = value.into());
    let stats = var_mut(&mut json, "dispatch.bss", "dsp_stats")["elements"].as_array_mut().unwrap();
    stats.iter_mut().zip(5..).for_each(|(element, value)| element["value"] = value.into());
    let llcs = var_mut(&mut json, "dispatch.bss", "per_llc")["elements"].as_array_mut().unwrap();
    llcs.iter_mut().zip([90, 80, 10, 20]).for_each(|(llc, nr_in)| llc["members"][0]["value"]["value"] = nr_in.into());
    json
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

#[test]
fn a_slice_has_the_elements_before_its_end() {
    let row = |to_last| Moves { to_last };
    let expected = Sliced {
        inner: vec![9, 10],
        column: [4, 8, 12],
        rows: vec![row(7), row(11), row(15)],
        middle: row(7 + 11),
        left: [4 + 8 + 12, 1 + 5 + 9 + 13],
        dispatched: 5 + 6,
        most: 20,
    };
    assert_eq!(read(&dispatch()), Ok(expected));
}

#[test]
fn an_error_inside_a_slice_names_the_element_of_the_array() {
    let mut json = dispatch();
    var_mut(&mut json, "dispatch.bss", "moves")["elements"][2]["elements"][2] = json!({"kind": "bool", "value": true});
    let SchemaError::Drift(drift) = read::<Sliced>(&json).unwrap_err() else { panic!() };
    assert_eq!(drift.variable, "moves[2][2]");
}

#[test]
fn a_slice_of_raw_bytes_starts_at_its_first_element() {
    let size = 632;
    let bytes: Vec<u8> = (0..size / 8).flat_map(u64::to_le_bytes).collect();
    let sliced = Sliced::from_section_bytes(&bytes).unwrap();
    let first = Sliced::schema().vars.iter().find(|var| var.name == "moves").unwrap().offset / 8;
    assert_eq!(sliced.inner, [first + 9, first + 10]);
    assert_eq!(sliced.column, [first + 4, first + 8, first + 12]);
    assert_eq!(sliced.middle.to_last, 2 * first + 18);
}

/// `wait_hist` whose entries are ten times their keys.
fn waits() -> Value {
    let entries: Vec<_> = (0..16).map(|key| json!({"key": key, "value": uint(64, 10 * key)})).collect();
    of_maps(&[json!({
        "name": "wait_hist", "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 16, "array_entries": entries,
    })])
}

/// `stats` of two CPUs.
fn stats() -> Value {
    let [local, shared, kick] = [1, 10, 100].map(|nr| [Some(nr), Some(2 * nr)]);
    of_maps(&[per_cpu_map("stats", 1, &[&local, &shared, &kick])])
}

#[test]
fn a_slice_of_keys_has_the_entries_before_its_end() {
    let expected =
        Waits { inner: vec![20, 30, 40], last: [140, 150], named: vec![Some(10), Some(20), Some(30)], total: 380 };
    let json = waits();
    assert_eq!(Waits::from_json_slice(json.to_string().as_bytes()).unwrap(), expected);
    let stats = stats();
    let read = read::<Stats>(&stats).unwrap();
    assert_eq!(read.by_cpu.each_ref().map(|cpus| cpus.sum().unwrap()), [30, 300]);
    assert_eq!((read.each, read.all), (vec![30, 300], 33));
}

#[test]
fn an_entry_outside_a_slice_can_be_missing_and_one_inside_is_named() {
    let mut json = waits();
    let entries = map_mut(&mut json, "wait_hist")["array_entries"].as_array_mut().unwrap();
    entries.remove(6);
    assert!(read::<Waits>(&json).is_ok());
    let entries = map_mut(&mut json, "wait_hist")["array_entries"].as_array_mut().unwrap();
    entries.remove(3);
    let error = read::<Waits>(&json).unwrap_err();
    assert!(error.to_string().contains("wait_hist[3]"), "{error}");
}

#[test]
fn a_slice_past_the_last_entry_of_the_captured_map_is_an_error() {
    let mut json = waits();
    map_mut(&mut json, "wait_hist")["max_entries"] = 15.into();
    assert!(read::<Waits>(&json).is_err());
}

#[test]
fn a_slice_of_the_raw_bytes_of_a_map_starts_at_its_first_key() {
    let bytes: Vec<u8> = (0..16_u64).flat_map(u64::to_le_bytes).collect();
    let waits = Waits::from_section_bytes(&bytes).unwrap();
    assert_eq!((waits.inner, waits.last, waits.total), (vec![2, 3, 4], [14, 15], 38));
}
