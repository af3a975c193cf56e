//! Structs that mirror maps: per-CPU arrays by key, one struct per CPU, plain arrays, and the choice among several maps.

mod support;

use ktsnap::__private::{CType, DerivedSchema, FieldReader, Inspect, Inspected, PathStep, inspected};
use ktsnap::select::PickReason;
use ktsnap::series::CounterReset;
use ktsnap::typed::{FieldSchema, Location, PerCpuError, Schema, TotalError, VarSchema};
use ktsnap::{PerCpu, SchemaError, Snapshot, SnapshotError, SnapshotSchema, pickers};
use serde_json::{Value, json};
use support::{capture, capture_json, kva, map_mut, of_maps, per_cpu_map, report, running, section, uint};

const A2: &str = "examples/captures/dispatch-a2.json";
const SWAP: &str = "examples/captures/dispatch-swap.json";

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_LOCAL", max)]
    local_max: u64,
    #[snapshot(key = "DSP_LOCAL", min)]
    local_min: u64,
    #[snapshot(key = "1", sum)]
    shared: u64,
    #[snapshot(key = "DSP_KICK")]
    kick: PerCpu<u64>,
    #[snapshot(key = "*", sum)]
    all: u64,
}

/// A struct with one entry of the map.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Local {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

/// The last entry of the map.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Kicks {
    #[snapshot(key = "DSP_KICK", sum)]
    kicks: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(picker = pickers::max_by_sum_u64)]
struct Busiest {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat", allow_unmapped)]
struct Lenient {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_LOCAL", max)]
    most: u64,
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct LenientInOne {
    #[snapshot(key = "DSP_LOCAL", sum, allow_unmapped)]
    local: u64,
    #[snapshot(key = "DSP_LOCAL")]
    each: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct WakeStats {
    #[snapshot(key = "WAKE_STAYED", sum)]
    stayed: u64,
    #[snapshot(key = "WAKE_MOVED", max)]
    moved: u64,
    #[snapshot(key = "WAKE_BUSY")]
    busy: PerCpu<u64>,
}

/// BTF only gives the size of a slot, eight bytes, which two integers fill as well as one.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct WakeHalves {
    #[snapshot(key = "WAKE_BUSY")]
    halves: PerCpu<[u32; 2]>,
    #[snapshot(key = "WAKE_BUSY")]
    quarters: PerCpu<Vec<u16>>,
    #[snapshot(key = "WAKE_BUSY")]
    signed: PerCpu<i64>,
    #[snapshot(key = "WAKE_BUSY")]
    float: PerCpu<f64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy_ns / nr_runs))]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

/// A struct without reductions has no total.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct EachCpu {
    nr_runs: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats", allow_unmapped)]
struct LenientTotal {
    #[snapshot(sum)]
    nr_runs: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
    #[snapshot(key = "*")]
    list: Vec<u64>,
    #[snapshot(key = "13")]
    thirteenth: u64,
    #[snapshot(key = "*", sum)]
    all: u64,
    #[snapshot(key = "*", max)]
    most: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
struct QueueWaits {
    #[snapshot(key = "DSP_SHARED")]
    shared: Waits,
    #[snapshot(key = "*")]
    both: [Waits; 2],
    #[snapshot(key = "DSP_LOCAL", path = "max_ns")]
    local_max_ns: u64,
    #[snapshot(key = "*", path = "nr", sum)]
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: u64,
    nr_cpus: u32,
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

#[track_caller]
fn error<T: SnapshotSchema + std::fmt::Debug>(json: &Value) -> SchemaError {
    read::<T>(json).unwrap_err()
}

/// The slots of a key in the report.
fn slots(map: &Value, key: usize) -> Vec<u64> {
    let slots = map["percpu_entries"][key]["per_cpu"].as_array().unwrap();
    slots.iter().map(|slot| slot["value"].as_u64().unwrap()).collect()
}

/// Three keys with one value on each of two CPUs.
fn three(name: &str, kva: u64, values: [u64; 3]) -> Value {
    let rows = values.map(|value| [Some(value), Some(value)]);
    per_cpu_map(name, kva, &[&rows[0], &rows[1], &rows[2]])
}

fn unmapped(variable: &str, cpu: Option<usize>) -> SchemaError {
    let map = variable.split('[').next().unwrap();
    let slot = "write `PerCpu<_>` without a reduction, or leave such slots out with `#[snapshot(allow_unmapped)]`";
    let entry = "write `Option<PerCpu<_>>` without a reduction, where an entry that was not captured is `None`";
    let remedy = if cpu.is_some() { slot } else { entry }.to_owned();
    SchemaError::Unmapped { map: map.to_owned(), variable: variable.to_owned(), cpu, remedy }
}

#[test]
fn a_per_cpu_array_is_reduced_over_its_cpus_or_read_slot_by_slot() {
    let mut json = capture_json(A2);
    let map = map_mut(&mut json, "stats").clone();
    let [local, shared, kick] = [0, 1, 2].map(|key| slots(&map, key));
    let sum = |of: &[u64]| of.iter().sum::<u64>();
    let stats: Stats = read(&json).unwrap();
    assert_eq!(
        stats,
        Stats {
            local: sum(&local),
            local_max: *local.iter().max().unwrap(),
            local_min: *local.iter().min().unwrap(),
            shared: sum(&shared),
            kick: kick.iter().copied().map(Some).collect(),
            all: sum(&local) + sum(&shared) + sum(&kick),
        }
    );
    assert_eq!(stats.kick.len(), 4);
    assert_eq!(stats.kick.get(3), kick.get(3));
    assert_eq!(stats.kick.get(4), None);
    assert_eq!(stats.kick.sum(), Ok(sum(&kick)));
    assert_eq!(stats.kick.max().ok(), kick.iter().copied().max());
    assert_eq!(stats.kick.min().ok(), kick.iter().copied().min());
    assert!(stats.local > 0 && stats.local_min < stats.local_max, "the capture would show nothing otherwise");
}

#[test]
fn after_a_swap_the_live_copy_of_each_map_is_read() {
    let mut json = capture_json(SWAP);
    let (stats, cpus) = (map_mut(&mut json, "stats").clone(), map_mut(&mut json, "cpu_stats").clone());
    let report = capture(SWAP);
    let snapshot = Snapshot::new(&report);

    let live = Stats::from_snapshot(&snapshot).unwrap();
    assert_eq!(live.local, slots(&stats, 0).iter().sum::<u64>());
    assert_eq!(live.shared, slots(&stats, 1).iter().sum::<u64>());
    let pick = Stats::pick(&snapshot).unwrap();
    assert_eq!((pick.reason, pick.map.map_kva), (PickReason::Active, stats["map_kva"].as_u64().unwrap()));
    assert_eq!(pick.passed_over.len(), 1);
    assert_eq!(
        pick.to_string(),
        format!(
            "stats at {:#x}, the running scheduler's (passed over: stats at {:#x})",
            pick.map.map_kva, pick.passed_over[0].map_kva
        )
    );

    let runs = |slot: &Value| slot["members"][0]["value"]["value"].as_u64().unwrap();
    let runs: Vec<_> = cpus["percpu_entries"][0]["per_cpu"].as_array().unwrap().iter().map(runs).collect();
    assert_eq!(CpuStats::from_snapshot(&snapshot).unwrap().nr_runs, runs.iter().sum::<u64>());
    let each = PerCpu::<EachCpu>::from_snapshot(&snapshot).unwrap();
    assert_eq!(each.iter().map(|slot| slot.unwrap().nr_runs).collect::<Vec<_>>(), runs);
    assert_eq!(PerCpu::<EachCpu>::pick(&snapshot).unwrap().reason, PickReason::Active);

    let dead = Stats::from_snapshot_via(&snapshot, |_| Some(0)).unwrap();
    assert!(dead.shared > live.shared, "each counter of the dead copy is larger");
    assert_eq!(Busiest::from_snapshot(&snapshot).unwrap().local, live.local, "the active copy comes before the picker");
}

#[test]
fn a_slot_that_is_not_mapped_is_an_error_for_a_reduction_and_none_in_per_cpu() {
    let json = of_maps(&[per_cpu_map("stats", 1, &[&[Some(7), None], &[Some(1), Some(1)], &[Some(2), Some(2)]])]);
    let error = error::<Local>(&json);
    assert_eq!(error, unmapped("stats[DSP_LOCAL]", Some(1)));
    assert!(error.to_string().contains("the slot of CPU 1 was not captured"), "{error}");
    let lenient: Lenient = read(&json).unwrap();
    assert_eq!(lenient, Lenient { local: 7, most: 7, all: 7 + 1 + 1 + 2 + 2 });
    let one: LenientInOne = read(&json).unwrap();
    assert_eq!(one.local, 7);
    assert_eq!(one.each, [Some(7), None].into_iter().collect());
    assert_eq!(one.each.sum(), Err(PerCpuError::Unmapped { cpu: 1 }));
}

#[test]
fn a_key_without_slots_is_never_a_zero() {
    let json = of_maps(&[per_cpu_map("stats", 1, &[&[], &[Some(1)], &[Some(2)]])]);
    assert_eq!(error::<Local>(&json), unmapped("stats[DSP_LOCAL]", None));
    assert_eq!(error::<LenientInOne>(&json), unmapped("stats[DSP_LOCAL]", None));
    assert_eq!(error::<Lenient>(&json), unmapped("stats[DSP_LOCAL]", None), "left out is not made up");
}

#[test]
fn a_key_of_which_no_slot_is_mapped_is_never_a_zero() {
    let json = of_maps(&[per_cpu_map("stats", 1, &[&[None, None], &[Some(1), None], &[Some(2), None]])]);
    for error in [error::<LenientInOne>(&json), error::<Lenient>(&json)] {
        assert_eq!(
            error.to_string(),
            "`stats[DSP_LOCAL]` in stats: nothing of it was captured; capture again, or write `PerCpu<_>` without a reduction"
        );
    }
}

#[test]
fn a_key_that_is_not_in_the_report_is_never_a_zero() {
    let mut json = of_maps(&[three("stats", 1, [5, 6, 7])]);
    map_mut(&mut json, "stats")["percpu_entries"].as_array_mut().unwrap().remove(0);
    assert_eq!(error::<Local>(&json), unmapped("stats[DSP_LOCAL]", None));
    assert_eq!(error::<Lenient>(&json), unmapped("stats[DSP_LOCAL]", None));
}

#[test]
fn keys_are_found_by_number_and_not_by_place() {
    let mut json = of_maps(&[three("stats", 1, [5, 6, 7])]);
    map_mut(&mut json, "stats")["percpu_entries"].as_array_mut().unwrap().remove(1);
    assert_eq!(read::<Local>(&json).unwrap().local, 10);
    assert_eq!(read::<Kicks>(&json).unwrap().kicks, 14);
}

#[test]
fn entries_out_of_order_or_twice_are_refused_since_nothing_says_which_is_right() {
    let refused = |json: &Value, key| {
        let expected = SchemaError::KeyOrder { map: "stats".to_owned(), key };
        assert_eq!(error::<Local>(json), expected);
        assert_eq!(Local::from_json_slice(json.to_string().as_bytes()).unwrap_err().to_string(), expected.to_string());
        assert_eq!(Local::pick(&Snapshot::new(&report(json))).unwrap_err(), expected);
        assert_eq!(Local::schema().check(&Snapshot::new(&report(json))).unwrap_err(), expected);
    };
    let whole = of_maps(&[three("stats", 1, [5, 6, 7])]);
    let mut json = whole.clone();
    map_mut(&mut json, "stats")["percpu_entries"].as_array_mut().unwrap().reverse();
    refused(&json, 1);

    let mut json = whole;
    let entries = map_mut(&mut json, "stats")["percpu_entries"].as_array_mut().unwrap();
    let again = entries[0].clone();
    entries.push(again);
    refused(&json, 0);
}

#[test]
fn a_map_that_failed_to_render_says_so() {
    let failed = SchemaError::from(SnapshotError::MapRenderIncomplete {
        map: "stats".to_owned(),
        error: "page not mapped".to_owned(),
    });
    let mut json = of_maps(&[three("stats", 1, [5, 6, 7])]);
    let map = map_mut(&mut json, "stats");
    map["error"] = "page not mapped".into();
    map["percpu_entries"].as_array_mut().unwrap().remove(0);
    assert_eq!(error::<Local>(&json), failed);

    map_mut(&mut json, "stats")["percpu_entries"] = json!([]);
    let SchemaError::Snapshot(found) = error::<Local>(&json) else { panic!("{:?}", error::<Local>(&json)) };
    assert!(matches!(&found, SnapshotError::MapRenderIncomplete { map, .. } if map == "stats"), "{found}");
}

#[test]
fn entries_that_were_read_before_the_error_count() {
    let mut json = of_maps(&[three("stats", 1, [5, 6, 7])]);
    map_mut(&mut json, "stats")["error"] = "page not mapped".into();
    assert_eq!(read::<Local>(&json).unwrap().local, 10);
}

#[test]
fn values_whose_size_is_all_that_btf_gives_are_decoded() {
    let json = capture_json(A2);
    let bytes = |slot: &Value| {
        let bytes = slot["hex"].as_str().unwrap().split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap());
        u64::from_le_bytes(bytes.collect::<Vec<_>>().try_into().unwrap())
    };
    let key = |key: usize| {
        let map = json["maps"].as_array().unwrap().iter().find(|map| map["name"] == "wake_stats").unwrap();
        map["percpu_entries"][key]["per_cpu"].as_array().unwrap().iter().map(bytes).collect::<Vec<_>>()
    };
    let wakes: WakeStats = read(&json).unwrap();
    assert_eq!(wakes.stayed, key(0).iter().sum::<u64>());
    assert_eq!(wakes.moved, *key(1).iter().max().unwrap());
    assert_eq!(wakes.busy.mapped().copied().collect::<Vec<_>>(), key(2));
}

#[test]
fn bytes_of_a_size_are_read_as_any_type_of_that_size() {
    let mut json = capture_json(A2);
    map_mut(&mut json, "wake_stats")["percpu_entries"][2]["per_cpu"] = json!([{"kind": "bytes", "hex": "01 00 00 00 ff ff ff ff"}, {"kind": "bytes", "hex": "00 00 00 00 00 00 0a c0"}]);
    let read: WakeHalves = read(&json).unwrap();
    assert_eq!(read.halves.get(0), Some(&[1, u32::MAX]));
    assert_eq!(read.quarters.get(0), Some(&vec![1, 0, u16::MAX, u16::MAX]));
    assert_eq!(read.signed.get(0), Some(&-4_294_967_295));
    assert_eq!(read.float.get(1), Some(&-3.25));
}

#[test]
fn bytes_of_another_size_or_other_text_are_drift() {
    for (hex, found) in [("01 00 00 00", "4 bytes"), ("", "0 bytes"), ("01 00 00 00 00 00 00 00 00", "9 bytes")] {
        let mut json = capture_json(A2);
        map_mut(&mut json, "wake_stats")["percpu_entries"][0]["per_cpu"][2]["hex"] = hex.into();
        let SchemaError::Drift(drift) = error::<WakeStats>(&json) else { panic!("{hex}") };
        assert_eq!((drift.variable.as_str(), drift.expected.as_str()), ("wake_stats[WAKE_STAYED][2]", "8 bytes"));
        assert_eq!(drift.found, found);
    }
    let mut json = capture_json(A2);
    map_mut(&mut json, "wake_stats")["percpu_entries"][0]["per_cpu"][0] = uint(64, 7);
    let SchemaError::Drift(drift) = error::<WakeStats>(&json) else { panic!() };
    assert_eq!(drift.found, "uint64", "the map was given a type since");
}

#[test]
fn one_struct_a_cpu_is_read_and_makes_a_total() {
    let report = capture(A2);
    let snapshot = Snapshot::new(&report);
    let each = PerCpu::<CpuStats>::from_snapshot(&snapshot).unwrap();
    let total = CpuStats::from_snapshot(&snapshot).unwrap();
    assert_eq!(each.len(), 4);
    assert_eq!(total.nr_runs, each.mapped().map(|slot| slot.nr_runs).sum::<u64>());
    assert_eq!(total.busy_ns, each.mapped().map(|slot| slot.busy_ns).max().unwrap());
    assert_eq!(each.total(), Ok(total.clone()));
    assert_eq!(each.get(0).unwrap().mean_run_ns().unwrap(), {
        let CpuStats { nr_runs, busy_ns } = each.get(0).unwrap();
        *busy_ns as f64 / *nr_runs as f64
    });
}

#[test]
fn a_total_needs_the_struct_of_each_cpu_unless_some_may_be_left_out() {
    let mut json = capture_json(A2);
    map_mut(&mut json, "cpu_stats")["percpu_entries"][0]["per_cpu"][1] = Value::Null;
    let each: PerCpu<CpuStats> = read(&json).unwrap();
    assert_eq!((each.get(1), each.mapped().count()), (None, 3));
    assert_eq!(each.total(), Err(TotalError { field: "nr_runs".to_owned(), source: PerCpuError::Unmapped { cpu: 1 } }));
    // The type in the line above is the first remedy. The type of the next read is the second.
    assert_eq!(
        error::<CpuStats>(&json).to_string(),
        "`nr_runs` in cpu_stats: the slot of CPU 1 was not captured; capture again, or read `PerCpu` of the struct, or leave \
         such slots out with `#[snapshot(allow_unmapped)]`"
    );
    let lenient: LenientTotal = read(&json).unwrap();
    assert_eq!(lenient.nr_runs, each.mapped().map(|slot| slot.nr_runs).sum::<u64>());

    map_mut(&mut json, "cpu_stats")["percpu_entries"][0]["per_cpu"] = json!([null, null]);
    assert!(
        matches!(read::<LenientTotal>(&json), Err(SchemaError::Unmapped { cpu: None, .. })),
        "a missing entry is not zero"
    );
    map_mut(&mut json, "cpu_stats")["percpu_entries"][0]["per_cpu"] = json!([]);
    assert!(matches!(read::<LenientTotal>(&json), Err(SchemaError::Unmapped { cpu: None, .. })));
    assert!(matches!(read::<PerCpu<CpuStats>>(&json), Err(SchemaError::Unmapped { cpu: None, .. })));
}

#[test]
fn a_total_that_its_field_cannot_hold_is_an_error() {
    let mut json = capture_json(A2);
    let slots = &mut map_mut(&mut json, "cpu_stats")["percpu_entries"][0]["per_cpu"];
    slots[0]["members"][0]["value"]["value"] = u64::MAX.into();
    slots[1]["members"][0]["value"]["value"] = 2.into();
    slots[2]["members"][0]["value"]["value"] = 0.into();
    slots[3]["members"][0]["value"]["value"] = 0.into();
    let overflow = SchemaError::Overflow {
        map: "cpu_stats".to_owned(),
        variable: "nr_runs".to_owned(),
        value: Some(i128::from(u64::MAX) + 2),
        bits: 64,
    };
    assert_eq!(error::<CpuStats>(&json), overflow);
    assert!(overflow.to_string().contains("18446744073709551617, which 64 bits can't hold"), "{overflow}");
}

#[test]
fn an_array_map_is_read_whole_by_key_and_reduced() {
    let json = capture_json(A2);
    let map = json["maps"].as_array().unwrap().iter().find(|map| map["name"] == "wait_hist").unwrap();
    let values: Vec<_> =
        map["array_entries"].as_array().unwrap().iter().map(|e| e["value"]["value"].as_u64().unwrap()).collect();
    let hist: WaitHist = read(&json).unwrap();
    assert_eq!(hist.slots.as_slice(), values);
    assert_eq!(hist.list, values);
    assert_eq!(hist.thirteenth, values[13]);
    assert_eq!(hist.all, values.iter().sum::<u64>());
    assert_eq!(hist.most, *values.iter().max().unwrap());
}

#[test]
fn an_entry_that_was_not_read_is_never_a_zero() {
    let without_value = |entries: &mut Vec<Value>| entries[3]["value"] = Value::Null;
    let without_entry = |entries: &mut Vec<Value>| drop(entries.remove(3));
    for damage in [without_value, without_entry] {
        let mut json = capture_json(A2);
        damage(map_mut(&mut json, "wait_hist")["array_entries"].as_array_mut().unwrap());
        let SchemaError::Unmapped { map, cpu: None, .. } = error::<WaitHist>(&json) else { panic!() };
        assert_eq!(map, "wait_hist");
    }
}

/// The remedies of the errors about entries that were not captured.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHistOfAny {
    #[snapshot(key = "*")]
    slots: [Option<u64>; 16],
    #[snapshot(key = "*")]
    list: Vec<Option<u64>>,
    #[snapshot(key = "3")]
    third: Option<u64>,
    #[snapshot(key = "13")]
    thirteenth: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
struct QueueWaitsOfAny {
    #[snapshot(key = "DSP_SHARED")]
    shared: Option<Waits>,
    #[snapshot(key = "*")]
    both: Vec<Option<Waits>>,
    #[snapshot(key = "*", path = "nr")]
    nr: Vec<Option<u32>>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct StatsOfAny {
    #[snapshot(key = "DSP_LOCAL")]
    local: Option<PerCpu<u64>>,
    #[snapshot(key = "*")]
    all: Vec<Option<PerCpu<u64>>>,
}

macro_rules! one_field {
    ($($name:ident $map:literal [$key:literal $(, $reduce:ident)?] $ty:ty;)*) => {$(
        #[derive(Debug, PartialEq, SnapshotSchema)]
        #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = $map)]
        struct $name {
            #[snapshot(key = $key $(, $reduce)?)]
            field: $ty,
        }
    )*};
}

one_field! {
    Third "wait_hist" ["3"] u64;
    EveryWait "wait_hist" ["*"] Vec<u64>;
    AllWaits "wait_hist" ["*", sum] u64;
    LocalSum "stats" ["0", sum] u64;
    LocalSlots "stats" ["0"] PerCpu<u64>;
    EverySlot "stats" ["*"] Vec<PerCpu<u64>>;
    AllSlots "stats" ["*", sum] u64;
}

#[test]
fn an_entry_that_was_not_captured_is_none_in_the_types_of_the_remedies() {
    let whole = capture_json(A2);
    let read_all: WaitHistOfAny = read(&whole).unwrap();
    assert!(read_all.slots.iter().all(Option::is_some) && read_all.third.is_some());

    let mut json = whole.clone();
    map_mut(&mut json, "wait_hist")["array_entries"][3]["value"] = Value::Null;
    map_mut(&mut json, "queue_waits")["array_entries"][1]["key"] = 99.into();
    map_mut(&mut json, "stats")["percpu_entries"][0]["per_cpu"] = json!([]);
    let advice = |error: SchemaError| error.to_string().split_once("; ").unwrap().1.to_owned();
    let none = ", where an entry that was not captured is `None`";
    for (error, ty) in [
        (error::<Third>(&json), "`Option<_>`"),
        (error::<EveryWait>(&json), "`Vec<Option<_>>`"),
        (error::<AllWaits>(&json), "`Vec<Option<_>>` without a reduction"),
        (error::<LocalSum>(&json), "`Option<PerCpu<_>>` without a reduction"),
        (error::<LocalSlots>(&json), "`Option<PerCpu<_>>`"),
        (error::<EverySlot>(&json), "`Vec<Option<PerCpu<_>>>`"),
        (error::<AllSlots>(&json), "`Vec<Option<PerCpu<_>>>` without a reduction"),
    ] {
        assert_eq!(advice(error), format!("capture again, or write {ty}{none}"));
    }

    let hist: WaitHistOfAny = read(&json).unwrap();
    assert_eq!(WaitHistOfAny::from_json_slice(json.to_string().as_bytes()).unwrap(), hist);
    assert_eq!((hist.third, hist.thirteenth), (None, read_all.thirteenth));
    let expected: Vec<_> = (0..).zip(read_all.slots).map(|(at, slot)| slot.filter(|_| at != 3)).collect();
    assert_eq!((hist.slots.as_slice(), hist.list.as_slice()), (expected.as_slice(), expected.as_slice()));
    // An entry that could not be rendered is not a missing entry.
    let mut failed = json.clone();
    let map = map_mut(&mut failed, "wait_hist");
    map["error"] = "page not mapped".into();
    map["array_entries"].as_array_mut().unwrap().truncate(13);
    let said = error::<WaitHistOfAny>(&failed);
    assert!(matches!(said, SchemaError::Snapshot(SnapshotError::MapRenderIncomplete { .. })), "{said:?}");

    let queues: QueueWaitsOfAny = read(&json).unwrap();
    assert_eq!((queues.shared, queues.both[0].is_some(), queues.both[1].as_ref()), (None, true, None));
    assert_eq!(queues.nr, queues.both.iter().map(|of| of.as_ref().map(|of| of.nr)).collect::<Vec<_>>());
    let stats: StatsOfAny = read(&json).unwrap();
    assert_eq!((stats.local, stats.all[0].as_ref()), (None, None));
    assert!(stats.all[1].as_ref().unwrap().sum().unwrap() > 0);
}

/// A report can claim any number of entries. No capture holds this many.
#[test]
fn entries_that_no_capture_holds_are_truncated_and_take_no_memory() {
    let mut json = capture_json(A2);
    map_mut(&mut json, "wait_hist")["max_entries"] = u32::MAX.into();
    let error = error::<WaitHistOfAny>(&json);
    let SchemaError::Truncated { declared, .. } = error else { panic!("{error}") };
    assert_eq!(declared, u32::MAX as usize);
}

#[test]
fn a_slot_that_was_not_captured_is_read_as_the_error_says() {
    let mut json = capture_json(A2);
    map_mut(&mut json, "stats")["percpu_entries"][0]["per_cpu"][1] = Value::Null;
    let or_leave_out = "without a reduction, or leave such slots out with `#[snapshot(allow_unmapped)]`";
    let said = error::<LocalSum>(&json).to_string();
    assert!(said.ends_with(&format!("capture again, or write `PerCpu<_>` {or_leave_out}")), "{said}");
    let said = error::<AllSlots>(&json).to_string();
    assert!(said.ends_with(&format!("capture again, or write `Vec<PerCpu<_>>` {or_leave_out}")), "{said}");
    let slots: LocalSlots = read(&json).unwrap();
    assert_eq!((slots.field.get(1), slots.field.mapped().count()), (None, 3));
    assert_eq!(read::<EverySlot>(&json).unwrap().field[0], slots.field);
    assert_eq!(read::<LenientInOne>(&json).unwrap().local, slots.field.mapped().sum::<u64>());

    map_mut(&mut json, "stats")["percpu_entries"][0]["per_cpu"] = json!([null, null]);
    let said = error::<LenientInOne>(&json).to_string();
    assert!(said.ends_with("capture again, or write `PerCpu<_>` without a reduction"), "{said}");
    assert_eq!(read::<LocalSlots>(&json).unwrap().field.mapped().count(), 0);
}

#[test]
fn a_map_of_one_struct_that_was_not_captured_can_only_be_captured_again() {
    let mut json = capture_json(A2);
    let map = map_mut(&mut json, "instance");
    map.as_object_mut().unwrap().remove("value");
    map["array_entries"] = json!([{"key": 0, "value": null}]);
    let said = error::<Instance>(&json).to_string();
    assert!(said.ends_with("nothing of it was captured; capture again"), "{said}");
}

#[test]
fn entries_of_two_reads_differ_where_both_have_them() {
    let json = capture_json(A2);
    let earlier: WaitHistOfAny = read(&json).unwrap();
    let mut json = json;
    map_mut(&mut json, "wait_hist")["array_entries"][3]["value"] = Value::Null;
    let value = &mut map_mut(&mut json, "wait_hist")["array_entries"][13]["value"]["value"];
    *value = (value.as_u64().unwrap() + 5).into();
    let later: WaitHistOfAny = read(&json).unwrap();
    let since = later.since(&earlier).unwrap();
    assert_eq!((since.list[13], since.list[3], since.third, since.list[4]), (Some(5), None, None, Some(0)));
    assert_eq!(since.slots.as_slice(), since.list);
}

#[test]
fn structs_in_a_map_are_read_whole_or_by_member() {
    let report = capture(A2);
    let read = QueueWaits::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.shared, read.both[1]);
    assert_eq!(read.nr, read.both[0].nr + read.both[1].nr);
    assert!(read.local_max_ns > 0 && read.local_max_ns <= read.both[0].total_ns);
}

#[test]
fn a_map_of_one_entry_is_read_as_its_struct() {
    let json = capture_json(A2);
    let members = &json["maps"].as_array().unwrap().iter().find(|map| map["name"] == "instance").unwrap()["value"];
    let instance: Instance = read(&json).unwrap();
    assert_eq!(instance.started_ns, members["members"][0]["value"]["value"].as_u64().unwrap());
    assert_eq!(instance.nr_cpus, 4);
}

#[test]
fn of_two_maps_of_one_name_the_listed_one_is_read() {
    let maps = [three("stats", 0x10, [1, 1, 1]), three("stats", 0x20, [9, 9, 9])];
    for (live, local) in [(0x10, 2), (0x20, 18)] {
        let json = running("dispatch", &[live], &maps);
        assert_eq!(read::<Local>(&json).unwrap().local, local);
        let report = report(&json);
        assert_eq!(Local::pick(&Snapshot::new(&report)).unwrap().reason, PickReason::Active);
    }
}

#[test]
fn a_list_that_names_another_map_of_the_object_says_nothing_about_maps_that_it_omits() {
    let stats = [three("stats", 0x10, [1, 1, 1]), three("stats", 0x20, [9, 9, 9])];
    let bss = section("dispatch.bss", 0x99, &[]);
    let two = [stats[0].clone(), stats[1].clone(), bss.clone()];
    assert!(matches!(error::<Local>(&running("dispatch", &[0x99], &two)), SchemaError::Ambiguous { .. }));

    let report = report(&running("dispatch", &[0x99], &[stats[0].clone(), bss]));
    let pick = Local::pick(&Snapshot::new(&report)).unwrap();
    assert_eq!((pick.reason, pick.to_string().as_str()), (PickReason::OnlyCopy, "stats at 0x10, the only copy"));

    // The list names no captured map of the object, so the map may belong to another instance.
    let error = error::<Local>(&running("dispatch", &[0x99], &stats[..1]));
    assert!(error.to_string().contains("is not known to be the running scheduler's, `dispatch`"), "{error}");
}

#[test]
fn two_listed_maps_of_one_name_are_ambiguous_without_a_picker() {
    let maps = [three("stats", 0x10, [1, 1, 1]), three("stats", 0x20, [9, 9, 9])];
    for json in [running("dispatch", &[0x10, 0x20], &maps), of_maps(&maps)] {
        let error = error::<Stats>(&json);
        let SchemaError::Ambiguous { candidates, source, .. } = &error else { panic!("{error}") };
        assert_eq!(candidates, &["stats at 0x10", "stats at 0x20"]);
        let SnapshotError::AmbiguousVar { requested, found_in } = source.as_ref() else { panic!("{source}") };
        assert_eq!(found_in, &["stats", "stats"]);
        assert!(requested.contains("stats[DSP_LOCAL]"), "{requested}");
    }
}

#[test]
fn a_picker_chooses_by_the_reduced_fields() {
    let maps = [three("stats", 0x10, [1, 40, 1]), three("stats", 0x20, [9, 9, 9])];
    let report = report(&of_maps(&maps));
    let snapshot = Snapshot::new(&report);
    let read = Busiest::from_snapshot(&snapshot).unwrap();
    assert_eq!((read.local, read.shared.sum()), (2, Ok(80)));
    let pick = Busiest::pick(&snapshot).unwrap();
    assert_eq!(pick.to_string(), "stats at 0x10, the picker's choice (passed over: stats at 0x20)");

    let mut seen = Vec::new();
    let via = Busiest::from_snapshot_via(&snapshot, |rows| {
        for (name, fields) in rows {
            seen.push((name.to_string(), fields.iter().map(|field| field.as_u64().unwrap()).collect::<Vec<_>>()));
        }
        Some(1)
    });
    assert_eq!(via.unwrap().local, 18);
    assert_eq!(seen, [("stats".to_owned(), vec![2, 80]), ("stats".to_owned(), vec![18, 18])]);
}

#[test]
fn a_picker_sees_the_members_of_a_struct_a_cpu_each_made_one() {
    let slot = |runs: u64, busy: u64| {
        json!({"kind": "struct", "type_name": "cpu_stats", "members": [
            {"name": "nr_runs", "value": uint(64, runs)}, {"name": "busy_ns", "value": uint(64, busy)},
        ]})
    };
    let map = |kva: u64, runs: u64| {
        json!({"name": "cpu_stats", "map_kva": kva, "map_type": 6, "value_size": 16, "max_entries": 1,
            "percpu_entries": [{"key": 0, "per_cpu": [slot(runs, 1), slot(runs, 1)]}]})
    };
    let report = report(&of_maps(&[map(0x10, 50), map(0x20, 3)]));
    let snapshot = Snapshot::new(&report);
    let picked = CpuStats::from_snapshot_via(&snapshot, pickers::max_by_sum_u64).unwrap();
    assert_eq!(picked.nr_runs, 100, "the copy that has counted most");
    let picked = PerCpu::<CpuStats>::from_snapshot_via(&snapshot, pickers::max_by_sum_u64).unwrap();
    assert_eq!(picked.get(0).map(|slot| slot.nr_runs), Some(50));
}

#[test]
fn a_row_has_a_place_for_each_field_even_where_one_could_not_be_read() {
    let mut maps = [three("stats", 0x10, [1, 40, 1]), three("stats", 0x20, [9, 9, 9])];
    maps[0]["percpu_entries"].as_array_mut().unwrap().remove(0);
    let report = report(&of_maps(&maps));
    let mut lengths = Vec::new();
    let read = Busiest::from_snapshot_via(&Snapshot::new(&report), |rows| {
        lengths = rows.iter().map(|(_, fields)| fields.len()).collect();
        assert!(rows[0].1[0].as_u64().is_err(), "DSP_LOCAL of the first map");
        Some(1)
    });
    assert_eq!(lengths, [2, 2]);
    assert_eq!(read.unwrap().local, 18);
}

#[test]
fn a_map_of_the_name_but_of_another_type_or_value_size_is_not_looked_at() {
    let mut hash = three("stats", 0x10, [1, 1, 1]);
    hash["map_type"] = 5.into();
    let mut wide = three("stats", 0x20, [1, 1, 1]);
    wide["value_size"] = 16.into();
    let right = three("stats", 0x30, [9, 9, 9]);
    assert_eq!(read::<Local>(&of_maps(&[hash.clone(), wide.clone(), right])).unwrap().local, 18);

    let error = error::<Local>(&of_maps(&[hash, wide]));
    let SchemaError::NoMap { nearest: Some(near), .. } = &error else { panic!("{error}") };
    assert_eq!(near.map_kva, 0x10);
    assert!(error.to_string().contains("stats is of map type 5 with values of 8 bytes, not of type 6"), "{error}");
}

#[test]
fn of_maps_of_one_name_those_of_the_built_size_are_preferred_and_user_space_may_resize() {
    let mut resized = three("stats", 0x10, [1, 1, 1]);
    resized["max_entries"] = 64.into();
    let right = three("stats", 0x20, [9, 9, 9]);
    assert_eq!(read::<Local>(&of_maps(&[resized.clone(), right])).unwrap().local, 18);
    assert_eq!(read::<Local>(&of_maps(&[resized])).unwrap().local, 2);
}

#[test]
fn a_resized_map_that_runs_is_not_passed_over_for_a_dead_one() {
    let dead = three("stats", 0x10, [1, 1, 1]);
    let mut live = three("stats", 0x20, [9, 9, 9]);
    live["max_entries"] = 64.into();
    assert_eq!(read::<Local>(&running("dispatch", &[0x20], &[dead, live])).unwrap().local, 18);
}

#[test]
fn all_entries_of_a_resized_map_are_all_that_it_has_now() {
    let mut json = capture_json(A2);
    let map = map_mut(&mut json, "stats");
    map["max_entries"] = 4.into();
    map["percpu_entries"].as_array_mut().unwrap().push(json!({"key": 3, "per_cpu": [uint(64, 1_000_000)]}));
    let all = read::<Stats>(&json).unwrap();
    assert_eq!(all.all, all.local + all.shared + all.kick.sum().unwrap() + 1_000_000);
}

#[test]
fn the_error_names_the_missing_map_and_the_captured_maps() {
    let error = error::<Local>(&of_maps(&[three("other", 1, [1, 1, 1])]));
    let SchemaError::NoMap { source, nearest: None, fields, .. } = &error else { panic!("{error}") };
    assert_eq!(fields, &["stats[DSP_LOCAL]"]);
    assert_eq!(
        **source,
        SnapshotError::MapNotFound { requested: "stats".to_owned(), available: vec!["other".to_owned()] }
    );
}

#[test]
fn a_map_without_entries_is_not_read() {
    let json = of_maps(&[per_cpu_map("stats", 1, &[])]);
    let mut json = json;
    map_mut(&mut json, "stats")["max_entries"] = 3.into();
    assert!(matches!(error::<Local>(&json), SchemaError::NoMap { nearest: Some(_), .. }));
}

#[test]
fn maps_take_the_active_scheduler_from_the_report_even_if_its_name_is_another() {
    // The address of a map identifies its scheduler, and the name does not.
    let mut json = capture_json(SWAP);
    let live = kva(&json, "stats");
    json["active_obj_name"] = "renamed".into();
    let report = report(&json);
    assert_eq!(Local::pick(&Snapshot::new(&report)).unwrap().map.map_kva, live);
}

/// The derive's expansion for a per-CPU array with 300 keys and a name of 22 characters, which no object here has.
#[derive(Debug)]
struct Long {
    key: u64,
}

impl Inspect for Long {
    fn inspect(&self) -> Inspected {
        inspected(&["key"], &[], &[&self.key])
    }
}

impl DerivedSchema for Long {
    const SCHEMA: Schema = Schema::new(
        "long.bpf.o",
        Location::Map { name: "a_map_with_a_long_name", map_type: 6, value_size: 8, max_entries: 300, per_cpu: true },
        &[VarSchema::new(
            "a_map_with_a_long_name",
            0,
            8,
            "u64",
            CType::Array { len: 300, element: &CType::PerCpu(&CType::Uint { bits: 64 }) },
        )],
        &[FieldSchema::new("key", 0, "a_map_with_a_long_name[280]", "u64").steps(&[PathStep::Index(280)])],
    );

    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
        Ok(Self { key: ktsnap::__private::field(|it: &Self| &it.key).reduce(from, 0)? })
    }

    fn difference(&self, _: &Self) -> Result<Self, CounterReset> {
        Ok(Self { key: self.key })
    }
}

fn long(name: &str, keys: std::ops::Range<u32>) -> Value {
    let entries: Vec<_> = keys.map(|key| json!({"key": key, "per_cpu": [uint(64, key.into())]})).collect();
    of_maps(&[json!({
        "name": name, "map_kva": 1, "map_type": 6, "value_size": 8, "max_entries": 300, "percpu_entries": entries,
    })])
}

#[test]
fn a_long_name_is_cut_as_the_kernel_cuts_it() {
    assert_eq!(read::<Long>(&long("a_map_with_a_lo", 0..300)).unwrap().key, 280);
    for other in ["a_map_with_a_long_name", "a_map_with_a_l", "a_map_with_a_lx"] {
        assert!(matches!(error::<Long>(&long(other, 0..300)), SchemaError::NoMap { .. }), "{other}");
    }
}

#[test]
fn a_key_past_those_that_the_harness_renders_is_truncated_and_not_unmapped() {
    let error = error::<Long>(&long("a_map_with_a_lo", 0..256));
    assert_eq!(
        error,
        SchemaError::Truncated {
            map: "a_map_with_a_lo".to_owned(),
            variable: "a_map_with_a_long_name[280]".to_owned(),
            rendered: 256,
            declared: 300,
        }
    );
    // The harness never captures this entry, even if an earlier entry is missing.
    let error = self::error::<Long>(&long("a_map_with_a_lo", 0..255));
    assert!(matches!(error, SchemaError::Truncated { rendered: 255, .. }), "{error}");
}
