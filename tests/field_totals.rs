//! Fields that are the totals of other fields of the struct.

mod support;

use ktsnap::histogram::Linear;
use ktsnap::{Histogram, SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, of_maps, per_cpu_map, report, uint, var_mut};

/// Two histograms that one map holds one after the other.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
#[snapshot(ratio(pub first_of_all = sum(first) / sum(all)))]
struct Waits {
    /// A total can precede its fields.
    #[snapshot(sum(first, second))]
    all: Histogram<Linear<0, 10>>,
    #[snapshot(key = "0..8")]
    first: Histogram<Linear<0, 10>>,
    #[snapshot(key = "8..16")]
    second: Histogram<Linear<0, 10>>,
}

/// Values of several CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED", sum, saturating)]
    shared: u64,
    #[snapshot(key = "DSP_KICK", max)]
    kick: u64,
    #[snapshot(sum(local, shared, kick))]
    sum: u64,
    #[snapshot(max(local, shared))]
    max: u64,
    #[snapshot(min(local, shared, kick))]
    min: u64,
}

/// Arrays and rows of a section.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Bss {
    #[snapshot(path = "moves[1]")]
    from_one: Vec<u64>,
    #[snapshot(path = "moves[2]")]
    from_two: Vec<u64>,
    #[snapshot(sum(from_one, from_two))]
    inner: Vec<u64>,
    #[snapshot(path = "moves[0]")]
    first: Moves,
    #[snapshot(path = "moves[3]")]
    last: Moves,
    #[snapshot(max(first, last))]
    outer: Moves,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Moves {
    #[snapshot(key = "0")]
    to_first: u64,
    #[snapshot(key = "3")]
    to_last: u64,
}

/// A report of `wait_hist` with these entries.
fn waits(entries: &[u64]) -> Value {
    let entries: Vec<_> = (0..).zip(entries).map(|(key, nr)| json!({"key": key, "value": uint(64, *nr)})).collect();
    of_maps(&[json!({
        "name": "wait_hist", "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 16, "array_entries": entries,
    })])
}

fn stats(local: [u64; 2], shared: [u64; 2], kick: [u64; 2]) -> Value {
    let [local, shared, kick] = [local, shared, kick].map(|cpus| cpus.map(Some));
    of_maps(&[per_cpu_map("stats", 1, &[&local, &shared, &kick])])
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

#[test]
fn a_total_of_histograms_is_a_histogram() {
    let entries: Vec<u64> = (0..8).chain((0..8).map(|bucket| 100 * bucket)).collect();
    let json = waits(&entries);
    let read: Waits = read(&json).unwrap();
    assert_eq!(read.all.counts(), [0, 101, 202, 303, 404, 505, 606, 707]);
    assert_eq!(read.all.total(), Ok(28 + 2800));
    assert_eq!(read.first_of_all().unwrap(), 28.0 / 2828.0);
    // 0 + 101 + 202 + 303 + 404 is 1,010, and with 505 it is 1,515.
    let median = read.all.percentile(50.0).unwrap();
    assert_eq!((median.rank, median.index, median.bucket.lower, median.bucket.upper), (1414, 5, 50, Some(60)));
    assert_eq!(Waits::from_json_slice(json.to_string().as_bytes()).unwrap(), read);
    let bytes: Vec<u8> = entries.into_iter().flat_map(u64::to_le_bytes).collect();
    assert_eq!(Waits::from_section_bytes(&bytes).unwrap(), read);
}

#[test]
fn a_total_is_over_the_values_of_the_fields() {
    let read: Stats = read(&stats([1, 2], [10, 20], [400, 300])).unwrap();
    assert_eq!((read.local, read.shared, read.kick), (3, 30, 400));
    assert_eq!((read.sum, read.max, read.min), (433, 30, 3));
}

#[test]
fn arrays_and_rows_are_totalled_element_by_element() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let rows = var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap();
    let elements = rows.iter_mut().flat_map(|row| row["elements"].as_array_mut().unwrap());
    elements.zip(0_u64..).for_each(|(element, value)| element["value"] = (if value == 0 { 99 } else { value }).into());
    let read: Bss = read(&json).unwrap();
    assert_eq!(read.inner, [4 + 8, 5 + 9, 6 + 10, 7 + 11]);
    assert_eq!((read.outer.to_first, read.outer.to_last), (99, 15));
}

#[test]
fn a_difference_has_the_totals_of_the_differences() {
    let earlier: Stats = read(&stats([1, 2], [10, 20], [5, 6])).unwrap();
    // `shared` decreased, and saturates.
    let later: Stats = read(&stats([4, 8], [1, 2], [7, 3])).unwrap();
    let change = later.since(&earlier).unwrap();
    assert_eq!((change.local, change.shared, change.kick), (9, 0, 7));
    assert_eq!((change.sum, change.max, change.min), (16, 9, 0));
}

/// A struct that was read has a total of its differences, but its fields can be changed.
#[test]
fn a_total_without_a_total_of_the_differences_has_its_own_difference() {
    let earlier: Stats = read(&stats([0, 0], [0, 0], [0, 0])).unwrap();
    let later = Stats { local: u64::MAX, shared: 1, sum: 7, ..earlier.clone() };
    let change = later.since(&Stats { sum: 4, ..earlier }).unwrap();
    assert_eq!((change.local, change.shared, change.sum, change.max), (u64::MAX, 1, 3, u64::MAX));
}

#[test]
fn a_total_that_does_not_fit_is_an_error() {
    let error = read::<Stats>(&stats([u64::MAX, 0], [1, 0], [0, 0])).unwrap_err();
    let SchemaError::Overflow { variable, value, bits, .. } = &error else { panic!("{error}") };
    assert_eq!((variable.as_str(), *value, *bits), ("sum", Some(i128::from(u64::MAX) + 1), 64));
}

#[test]
fn an_unreadable_field_is_the_error_of_that_field() {
    let mut json = waits(&[1; 16]);
    support::map_mut(&mut json, "wait_hist")["array_entries"].as_array_mut().unwrap().remove(9);
    let error = read::<Waits>(&json).unwrap_err();
    assert!(error.to_string().contains("wait_hist[9]"), "{error}");
}
