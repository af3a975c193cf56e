//! Reductions by `sum`, `max` and `min`, and ratios over them: the result is exact, or an error.

mod support;

use ktsnap::ratio::OperandError;
use ktsnap::typed::PerCpuError;
use ktsnap::{PerCpu, RatioError, SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, of_maps, per_cpu_map, report, uint, var_mut};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Reduced {
    #[snapshot(sum, rename = "moves")]
    all: u64,
    #[snapshot(max, rename = "moves")]
    most: u64,
    #[snapshot(min, rename = "moves")]
    least: u64,
    #[snapshot(path = "moves[*][1]", sum)]
    column: u64,
    #[snapshot(path = "moves[1]", sum)]
    row: u64,
    #[snapshot(path = "per_llc[*].nr_running", sum)]
    running: i32,
    #[snapshot(path = "per_llc[*].nr_running", min)]
    fewest: i32,
    #[snapshot(path = "per_llc[*].nr_running", sum, widen)]
    running_wide: i64,
    #[snapshot(path = "per_llc[*].last_cpu", sum)]
    cpus: i16,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Narrow {
    #[snapshot(rename = "a_grid", sum)]
    narrow: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Wide {
    #[snapshot(rename = "a_grid", sum, widen)]
    wide: u64,
    #[snapshot(rename = "a_grid", max, widen)]
    most: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    shared = percent(dsp_stats[1] / sum(dsp_stats)),
    second = dsp_stats[1] / (dsp_stats[0] + dsp_stats[2]),
    of_list = list[3] / sum(list),
    nested = waits.total_ns / waits.nr,
    spread = (sum(moves) - dsp_stats[0]) / waits.nr,
    square = nr_enqueued * nr_enqueued / nr_enqueued,
    largest = (nr_enqueued * nr_enqueued + 2 * nr_enqueued) / nr_enqueued,
    too_large = (nr_enqueued * nr_enqueued + 2 * nr_enqueued + 1) / nr_enqueued,
    too_small = 0 - nr_enqueued * nr_enqueued - 2 * nr_enqueued - 1,
    quotient = 1 / nr_enqueued / nr_enqueued / nr_enqueued,
    percent_of_all = percent(nr_enqueued * nr_enqueued / nr_enqueued / nr_enqueued),
))]
struct Ratios {
    nr_enqueued: u64,
    dsp_stats: [u64; 3],
    #[snapshot(path = "per_llc[*].nr_in")]
    list: Vec<u64>,
    moves: [[u64; 4]; 4],
    waits: Waits,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(shared_fraction = sum(shared) / (sum(local) + sum(shared)), first = local[0] / sum(local), fifth = local[5] / sum(local)))]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

fn ratios(nr_enqueued: u64) -> Ratios {
    Ratios {
        nr_enqueued,
        dsp_stats: [1, 3, 4],
        list: vec![1, 2, 3, 4],
        moves: [[1; 4]; 4],
        waits: Waits { total_ns: 30, nr: 4 },
    }
}

fn stats(local: &[Option<u64>], shared: &[Option<u64>]) -> Stats {
    read(&of_maps(&[per_cpu_map("stats", 1, &[local, shared, &[Some(0)]])])).unwrap()
}

/// A grid of twelve equal values.
fn grid(value: u64) -> Value {
    let row = json!({"kind": "array", "len": 4, "elements": vec![uint(32, value); 4]});
    of_maps(&[json!({
        "name": "shapes.bss", "map_kva": 1, "map_type": 2, "value_size": 48, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": [
            {"name": "a_grid", "value": {"kind": "array", "len": 3, "elements": vec![row; 3]}},
        ]},
    })])
}

#[test]
fn arrays_of_any_dimension_become_one_value() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let mut value = 1;
    for row in var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap() {
        for element in row["elements"].as_array_mut().unwrap() {
            element["value"] = value.into();
            value += 1;
        }
    }
    let running = [-7, 3, 2, 1];
    let llcs = var_mut(&mut json, "dispatch.bss", "per_llc")["elements"].as_array_mut().unwrap();
    for (llc, running) in llcs.iter_mut().zip(running) {
        llc["members"][3]["value"]["value"] = running.into();
        llc["members"][4]["value"]["value"] = 5.into();
    }
    assert_eq!(
        read::<Reduced>(&json),
        Ok(Reduced {
            all: 136,
            most: 16,
            least: 1,
            column: 2 + 6 + 10 + 14,
            row: 5 + 6 + 7 + 8,
            running: -1,
            fewest: -7,
            running_wide: -1,
            cpus: 20,
        })
    );
}

#[test]
fn a_sum_that_overflows_its_field_is_an_error_and_a_wider_field_holds_it_exactly() {
    let most = u64::from(u32::MAX);
    assert_eq!(
        read::<Narrow>(&grid(most)),
        Err(SchemaError::Overflow {
            map: "shapes.bss".to_owned(),
            variable: "a_grid".to_owned(),
            value: Some(i128::from(most) * 12),
            bits: 32,
        })
    );
    assert_eq!(read::<Wide>(&grid(most)), Ok(Wide { wide: most * 12, most }));
    assert_eq!(read::<Narrow>(&grid(most / 12)), Ok(Narrow { narrow: u32::MAX / 12 * 12 }));
}

#[test]
fn a_signed_sum_overflows_at_both_ends() {
    for value in [i64::from(i32::MAX), i64::from(i32::MIN)] {
        let mut json = capture_json("examples/captures/dispatch-a0.json");
        for llc in var_mut(&mut json, "dispatch.bss", "per_llc")["elements"].as_array_mut().unwrap() {
            llc["members"][3]["value"]["value"] = value.into();
        }
        let SchemaError::Overflow { variable, value: sum, bits, .. } = read::<Reduced>(&json).unwrap_err() else {
            panic!("{value}")
        };
        assert_eq!((variable.as_str(), sum, bits), ("per_llc[*].nr_running", Some(4 * i128::from(value)), 32));
    }
}

#[test]
fn a_part_that_is_something_else_stops_the_reduction() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    var_mut(&mut json, "dispatch.bss", "moves")["elements"][3]["elements"][2] = uint(32, 0);
    let SchemaError::Drift(drift) = read::<Reduced>(&json).unwrap_err() else { panic!() };
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("moves[3][2]", "uint32"));
}

#[test]
fn slots_reduce_and_say_why_they_do_not() {
    let stats = stats(&[Some(u64::MAX), Some(1)], &[Some(5), None]);
    assert_eq!(stats.local.max(), Ok(u64::MAX));
    assert_eq!(stats.local.min(), Ok(1));
    assert_eq!(stats.local.sum(), Err(PerCpuError::Overflow { sum: 1 << 64, bits: 64 }));
    assert_eq!(stats.shared.min(), Err(PerCpuError::Unmapped { cpu: 1 }));
    assert_eq!(PerCpu::<u64>::from_iter([]).max(), Err(PerCpuError::Empty));
    assert_eq!(PerCpu::<u64>::from_iter([]).sum(), Err(PerCpuError::Empty), "no CPU does not mean zero");
    let message = stats.local.sum().unwrap_err().to_string();
    assert!(message.contains("18446744073709551616, which 64 bits can't hold"), "{message}");
}

#[test]
fn a_ratio_counts_elements_sums_and_members() {
    let ratios = ratios(6);
    assert_eq!(ratios.shared(), Ok(37.5));
    assert_eq!(ratios.second(), Ok(0.6));
    assert_eq!(ratios.of_list(), Ok(0.4));
    assert_eq!(ratios.nested(), Ok(7.5));
    assert_eq!(ratios.spread(), Ok(15.0 / 4.0));
}

#[test]
fn an_element_that_is_not_there_is_named() {
    let short = Ratios { list: vec![1, 2], ..ratios(6) };
    let error = short.of_list().unwrap_err();
    assert_eq!(
        error,
        RatioError::Operand {
            ratio: "of_list".into(),
            field: "list[3]".into(),
            why: OperandError::OutOfRange { index: 3, len: 2 }
        }
    );
    assert!(error.to_string().contains("`list[3]` has 2 elements, so none at 3"), "{error}");
}

#[test]
fn slots_are_summed_in_a_ratio_and_a_missing_one_is_an_error() {
    let full = stats(&[Some(1), Some(2)], &[Some(3), Some(6)]);
    assert_eq!((full.shared_fraction(), full.first()), (Ok(0.75), Ok(1.0 / 3.0)));
    let holed = stats(&[Some(1), Some(2)], &[Some(3), None]);
    let error = holed.shared_fraction().unwrap_err();
    let RatioError::Operand { ratio, field, why } = &error else { panic!("{error}") };
    assert_eq!((ratio.as_str(), *why), ("shared_fraction", OperandError::Unmapped { cpu: 1 }));
    assert!(field.contains("shared"), "{field}");
    assert!(error.to_string().contains("no slot of CPU 1"), "{error}");
    assert_eq!(holed.first(), Ok(1.0 / 3.0), "the other field is whole");
    let error = full.fifth().unwrap_err();
    assert!(matches!(error, RatioError::Operand { why: OperandError::OutOfRange { index: 5, len: 2 }, .. }), "{error}");
}

#[test]
fn sums_above_u64_are_exact() {
    let huge = Ratios { dsp_stats: [u64::MAX; 3], ..ratios(6) };
    assert_eq!(huge.shared(), Ok(100.0 / 3.0));
    let stats = stats(&[Some(u64::MAX), Some(u64::MAX)], &[Some(u64::MAX), Some(u64::MAX)]);
    assert_eq!(stats.shared_fraction(), Ok(0.5));
}

#[test]
fn numbers_are_exact_below_2_to_the_128_and_an_error_from_there_on() {
    let most = ratios(u64::MAX);
    assert_eq!(most.square(), Ok(u64::MAX as f64));
    // (2^64 - 1)^2 + 2 (2^64 - 1) is 2^128 - 1.
    assert_eq!(most.largest(), Ok((u64::MAX as f64) + 2.0));
    assert_eq!(most.too_large(), Err(RatioError::Overflow { ratio: "too_large".into() }));
    assert_eq!(most.too_small(), Err(RatioError::Overflow { ratio: "too_small".into() }));
    assert_eq!(most.quotient(), Err(RatioError::Overflow { ratio: "quotient".into() }));
    assert_eq!(most.percent_of_all(), Ok(100.0));
    assert_eq!(ratios(2).quotient(), Ok(0.125));
    assert_eq!(ratios(2).too_small(), Ok(-9.0));
}

#[test]
fn a_zero_denominator_shows_the_sum_in_it() {
    let zero = Ratios { dsp_stats: [0; 3], ..ratios(1) };
    let RatioError::ZeroDenominator { denominator, terms, .. } = zero.shared().unwrap_err() else { panic!() };
    assert_eq!(denominator, "sum(dsp_stats)");
    assert_eq!(terms.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [0]);
    let error = stats(&[Some(0)], &[Some(0)]).shared_fraction().unwrap_err();
    assert!(matches!(error, RatioError::ZeroDenominator { .. }), "{error}");
}
