//! Totals of rows and arrays over CPUs: the fast way gives the result or the error of the values one by one.

mod support;

use ktsnap::typed::{PerCpuError, TotalError};
use ktsnap::{PerCpu, SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{map_mut, of_maps, report, uint};

/// Two columns of a row of `by_llc`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Cell {
    #[snapshot(key = "0")]
    first: u64,
    #[snapshot(key = "3")]
    last: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Totals {
    #[snapshot(path = "by_llc", sum)]
    rows: Vec<Cell>,
    #[snapshot(path = "by_llc[1..2]", max)]
    largest: [Cell; 1],
    #[snapshot(path = "run_us", sum)]
    numbers: Vec<u64>,
    #[snapshot(path = "run_us[1..4]", min)]
    smallest: [u64; 3],
}

/// The same variables of one CPU.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct OfCpu {
    #[snapshot(path = "by_llc")]
    rows: Vec<Cell>,
    #[snapshot(path = "run_us")]
    numbers: Vec<u64>,
}

fn array(elements: impl IntoIterator<Item = Value>) -> Value {
    let elements = Vec::from_iter(elements);
    json!({"kind": "array", "len": elements.len(), "elements": elements})
}

/// `cpu_ctxs` of three CPUs. The first element of a row is three times its number, and more by one on each further CPU.
fn cpus() -> Value {
    let row = |row: u64, cpu: u64| array((0..4).map(|column| uint(64, 3 * row + 7 * column + cpu)));
    let ctx = |cpu: u64| {
        json!({"kind": "struct", "type_name": "cpu_ctx", "members": [
            {"name": "by_llc", "value": array((0..2).map(|number| row(number, cpu)))},
            {"name": "run_us", "value": array((0..8).map(|number| uint(64, 5 * number + cpu)))},
        ]})
    };
    of_maps(&[json!({
        "name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": 160, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [ctx(0), ctx(1), ctx(2)]}],
    })])
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

/// The totals, added up from the values of each CPU. `None` if one exceeds 64 bits.
fn one_by_one(cpus: &PerCpu<OfCpu>) -> Option<Totals> {
    let each = |of: &dyn Fn(&OfCpu) -> u64| cpus.mapped().map(of).collect::<Vec<_>>();
    let sum = |of: &dyn Fn(&OfCpu) -> u64| u64::try_from(each(of).into_iter().map(u128::from).sum::<u128>()).ok();
    let max = |of: &dyn Fn(&OfCpu) -> u64| each(of).into_iter().max();
    let rows: Option<_> = (0..2)
        .map(|row| Some(Cell { first: sum(&|cpu| cpu.rows[row].first)?, last: sum(&|cpu| cpu.rows[row].last)? }))
        .collect();
    let largest =
        |row: usize| Some(Cell { first: max(&|cpu| cpu.rows[row].first)?, last: max(&|cpu| cpu.rows[row].last)? });
    let smallest = |element: usize| each(&|cpu| cpu.numbers[element]).into_iter().min();
    Some(Totals {
        rows: rows?,
        largest: [largest(1)?],
        numbers: (0..8).map(|element| sum(&|cpu| cpu.numbers[element])).collect::<Option<_>>()?,
        smallest: [smallest(1)?, smallest(2)?, smallest(3)?],
    })
}

/// Both ways give the same totals, or both give an error at the same place.
#[track_caller]
fn assert_same(json: &Value, what: &str) {
    match (read::<Totals>(json), read::<PerCpu<OfCpu>>(json)) {
        (Ok(totals), Ok(cpus)) => assert_eq!(Some(totals), one_by_one(&cpus), "{what}"),
        (Err(SchemaError::Drift(fast)), Err(SchemaError::Drift(slow))) => assert_eq!(fast, slow, "{what}"),
        (Err(fast), Err(slow)) => assert_eq!(fast, slow, "{what}"),
        // `PerCpu` has an empty slot, which a total refuses; and each CPU has the number whose sum is too large.
        (Err(error), Ok(cpus)) => match one_by_one(&cpus) {
            Some(_) => assert!(cpus.iter().any(|slot| slot.is_none()), "{what}: {error}"),
            None => assert!(error.to_string().contains("[1][3]"), "{what}: {error}"),
        },
        (Ok(_), Err(error)) => panic!("{what}: only the values one by one give {error}"),
    }
}

#[test]
fn totals_are_those_of_the_values_one_by_one() {
    assert_same(&cpus(), "as captured");
    let totals: Totals = read(&cpus()).unwrap();
    assert_eq!(totals.rows[1], Cell { first: 3 * 3 + 3, last: 3 * (3 + 21) + 3 });
    assert_eq!(totals.largest[0], Cell { first: 3 + 2, last: 3 + 21 + 2 });
    assert_eq!((totals.numbers[7], totals.smallest), (3 * 35 + 3, [5, 10, 15]));
}

#[test]
fn damaged_totals_give_the_error_of_the_values_one_by_one() {
    let damages = [
        ("a pointer", json!({"kind": "ptr", "value": 99, "cast_annotation": "cast-annotated"})),
        ("a pointer of BTF", json!({"kind": "ptr", "value": 99})),
        ("32 bits", uint(32, 7)),
        ("signed", json!({"kind": "int", "bits": 64, "value": 7})),
        ("a bool", json!({"kind": "bool", "value": true})),
        ("hex", json!({"kind": "bytes", "hex": "07 00 00 00 00 00 00 00"})),
        ("short hex", json!({"kind": "bytes", "hex": "07 00"})),
        ("too large", uint(64, u64::MAX)),
        ("a cut value", json!({"kind": "truncated", "needed": 8, "had": 2, "partial": uint(64, 7)})),
        ("an unreadable value", json!({"kind": "unsupported", "reason": "no BTF"})),
        ("an array", array([uint(64, 7)])),
        ("a row", array((0..4).map(|column| uint(64, column)))),
        ("a longer row", array((0..5).map(|column| uint(64, column)))),
        ("a row of 32 bits", array((0..4).map(|column| uint(32, column)))),
        ("a cut row", json!({"kind": "array", "len": 4, "elements": [uint(64, 7)]})),
        ("a row as hex", json!({"kind": "bytes", "hex": "07 ".repeat(32).trim_end()})),
    ];
    let mut same = 0;
    for (what, damage) in &damages {
        for cpu in 0..3 {
            let place = |json: &mut Value, path: &str| {
                let ctx = &mut map_mut(json, "cpu_ctxs")["percpu_entries"][0]["per_cpu"][cpu];
                *ctx.pointer_mut(path).unwrap() = damage.clone();
            };
            for path in [
                "/members/0/value/elements/1/elements/3",
                "/members/0/value/elements/1/elements/2",
                "/members/0/value/elements/1",
                "/members/0/value",
                "/members/1/value/elements/2",
                "",
            ] {
                let mut json = cpus();
                place(&mut json, path);
                // The largest number on one CPU is an error of the sum alone, and only in the columns that are read.
                if *what == "too large" && path.starts_with("/members/1") {
                    continue;
                }
                assert_same(&json, &format!("{what} at {path} of CPU {cpu}"));
                same += 1;
            }
        }
    }
    assert_eq!(same, damages.len() * 3 * 6 - 3);
    let mut json = cpus();
    map_mut(&mut json, "cpu_ctxs")["percpu_entries"][0]["per_cpu"][1] = Value::Null;
    assert_same(&json, "a missing CPU");
}

#[test]
fn a_sum_above_64_bits_names_its_cell() {
    let mut json = cpus();
    let cpu = &mut map_mut(&mut json, "cpu_ctxs")["percpu_entries"][0]["per_cpu"][2];
    cpu["members"][0]["value"]["elements"][1]["elements"][3] = uint(64, u64::MAX);
    let error = read::<Totals>(&json).unwrap_err();
    assert!(matches!(&error, SchemaError::Overflow { .. }), "{error}");
    assert!(error.to_string().contains("rows[1][3]"), "{error}");
}

/// A total that leaves out the CPUs that were not captured, and a maximum that does not.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Partly {
    #[snapshot(path = "by_llc[0..2]", sum, allow_unmapped)]
    rows: [Cell; 2],
    #[snapshot(path = "run_us[0]", max)]
    longest: u64,
}

/// The first cell has this number, and the other cells of the rows are 1.
fn partly(first: u64) -> Partly {
    Partly { rows: [Cell { first, last: 1 }, Cell { first: 1, last: 1 }], longest: first }
}

#[test]
fn each_field_of_a_total_says_whether_it_leaves_out_a_cpu() {
    let of = |slots: &[Option<Partly>]| slots.iter().cloned().collect::<PerCpu<_>>().total();
    let failed = |field: &str, source| Err(TotalError { field: field.to_owned(), source });
    let both = Partly { rows: [Cell { first: 12, last: 2 }, Cell { first: 2, last: 2 }], longest: 7 };
    assert_eq!(of(&[Some(partly(5)), Some(partly(7))]), Ok(both));
    assert_eq!(of(&[None, Some(partly(7))]), failed("longest", PerCpuError::Unmapped { cpu: 0 }));
    // The error names the first number of the first field, which accepts missing CPUs but not that all are missing.
    assert_eq!(of(&[None, None]), failed("rows[0][0]", PerCpuError::Empty));
    assert_eq!(of(&[]), failed("rows[0][0]", PerCpuError::Empty));
    let too_large = PerCpuError::Overflow { sum: i128::from(u64::MAX) + 2, bits: 64 };
    assert_eq!(of(&[Some(partly(u64::MAX)), Some(partly(2))]), failed("rows[0][0]", too_large));
}

#[test]
fn all_slots_of_a_total_can_be_missing() {
    let none: PerCpu<Totals> = [None, None].into_iter().collect();
    let unmapped = TotalError { field: "rows".to_owned(), source: PerCpuError::Unmapped { cpu: 0 } };
    assert_eq!(none.total(), Err(unmapped));
}

/// The CPUs of one of several copies.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(picker = ktsnap::pickers::max_by_sum_u64)]
struct Busiest {
    nr_runs: u64,
}

#[test]
fn the_picker_of_a_struct_chooses_the_copy_for_each_cpu() {
    let copy = |kva: u64, nr_runs: u64| {
        let members = ["nr_runs", "busy_ns"].map(|name| json!({"name": name, "value": uint(64, nr_runs)}));
        let slot = json!({"kind": "struct", "type_name": "cpu_stats", "members": members});
        json!({
            "name": "cpu_stats", "map_kva": kva, "map_type": 6, "value_size": 16, "max_entries": 1,
            "percpu_entries": [{"key": 0, "per_cpu": [slot, null]}],
        })
    };
    let json = of_maps(&[copy(1, 5), copy(2, 9), copy(3, 7)]);
    let cpus: PerCpu<Busiest> = read(&json).unwrap();
    assert_eq!(cpus.iter().collect::<Vec<_>>(), [Some(&Busiest { nr_runs: 9 }), None]);
}
