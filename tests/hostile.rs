//! Damaged and contradictory reports: a typed read returns a struct or an error, never panics, and allocates no more than the
//! captured values need. A loop that does not end is stopped by the runner of the tests.

mod support;

use std::time::Duration;

use allocation_counter::measure;
use ktsnap::series::{Captured, Series};
use ktsnap::typed::OneMap;
use ktsnap::{CpuSet, FailureDumpReport, PerCpu, Ptr, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema, pickers};
use serde_json::{Value, json};
use support::{capture_json, map_mut, of_maps, report, section, uint, var_mut};

const A2: &str = "examples/captures/dispatch-a2.json";

#[derive(Debug, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
#[snapshot(ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    max_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_running: i32,
    last_cpu: i16,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct enq_info")]
struct Enq {
    wakeup: u32,
    nice: i32,
    kthread: bool,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(kicks = percent(dsp_stats[2] / sum(dsp_stats)), mean = waits.total_ns / waits.nr))]
struct Bss {
    nr_enqueued: u64,
    #[snapshot(widen)]
    nr_tasks: u64,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: DspStat,
    dsp_stats: Vec<u64>,
    waits: Waits,
    #[snapshot(path = "waits.nr")]
    nr: u32,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    last_enq: Enq,
    moves: [[u64; 4]; 4],
    #[snapshot(rename = "moves", sum)]
    all: u64,
    #[snapshot(path = "moves[*][1]")]
    column: Vec<u64>,
    per_llc: [Llc; 4],
    #[snapshot(path = "per_llc[*].nr_in", max)]
    most: u64,
    recent: Vec<DspStat>,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct One {
    nr_enqueued: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Floats {
    max_busy: f32,
    min_slice_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Mask {
    cross_cpus: CpuSet,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(shared_fraction = sum(shared) / all))]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
    #[snapshot(key = "*", sum, allow_unmapped)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct WakeStats {
    #[snapshot(key = "WAKE_STAYED", sum)]
    stayed: u64,
    #[snapshot(key = "WAKE_BUSY")]
    halves: PerCpu<[u32; 2]>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: Vec<u64>,
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Sixteen {
    #[snapshot(key = "*")]
    slots: [u64; 16],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
struct QueueWaits {
    #[snapshot(key = "*")]
    both: Vec<Waits>,
    #[snapshot(key = "DSP_SHARED", path = "nr")]
    nr: u32,
}

/// Reads and checks a report in every way for a struct. Returns whether the struct was read.
fn ask<T: OneMap + std::fmt::Debug>(report: &FailureDumpReport) -> bool {
    let snapshot = Snapshot::new(report);
    let read = T::from_snapshot(&snapshot);
    let shown = match &read {
        Ok(read) => format!("{read:?}"),
        Err(error) => error.to_string(),
    };
    assert!(!shown.is_empty());
    let pick = T::pick(&snapshot);
    assert!(pick.is_ok() || read.is_err(), "nothing is read of a map that can't be picked");
    if let Ok(pick) = pick {
        assert!(!pick.to_string().is_empty());
    }
    if let Ok(check) = T::schema().check(&snapshot) {
        assert_eq!(check.agrees(), !check.to_string().contains(" differs from "));
    }
    let _ = T::from_snapshot_via(&snapshot, pickers::max_by_sum_u64).map_err(|error| error.to_string());
    if let Ok(active) = snapshot.active() {
        let _ = T::from_snapshot(&active).map_err(|error| error.to_string());
    }
    let series = Series::<T>::read((0..2).map(|at| Captured::new(Duration::from_secs(at), snapshot.clone())));
    if read.is_ok() {
        let total = series.total().unwrap().unwrap();
        assert_eq!((&*total.from, &*total.to), ("0", "1"), "the same twice: nothing went back");
    }
    read.is_ok()
}

fn ask_all(report: &FailureDumpReport) -> usize {
    [
        ask::<Bss>(report),
        ask::<One>(report),
        ask::<Floats>(report),
        ask::<Mask>(report),
        ask::<Stats>(report),
        ask::<WakeStats>(report),
        ask::<CpuStats>(report),
        ask::<PerCpu<CpuStats>>(report),
        ask::<WaitHist>(report),
        ask::<Sixteen>(report),
        ask::<QueueWaits>(report),
    ]
    .into_iter()
    .filter(|read| *read)
    .count()
}

const ALL: usize = 11;

/// The bytes that a call allocates.
fn allocated<T>(run: impl FnOnce() -> T) -> u64 {
    let mut result = None;
    measure(|| result = Some(run())).bytes_total
}

/// Fails if the bytes depend on what a report claims. A number in a message may be longer.
#[track_caller]
fn assert_same(bytes: impl IntoIterator<Item = u64>) {
    let bytes: Vec<_> = bytes.into_iter().collect();
    let (least, most) = (bytes.iter().min().unwrap(), bytes.iter().max().unwrap());
    assert!(most - least < 512, "{bytes:?}");
}

/// Fails if a report with twice the values needs more than twice the bytes, and a few more.
#[track_caller]
fn assert_in_proportion(once: u64, twice: u64) {
    assert!(twice <= 2 * once + 512, "{once} bytes, and {twice} for twice the values");
}

/// Pseudo-random numbers, the same in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// A value that replaces another.
    fn value(&mut self) -> Value {
        match self.below(15) {
            0 => Value::Null,
            1 => json!({"kind": "uint", "bits": 64, "value": u64::MAX}),
            2 => json!({"kind": "int", "bits": 64, "value": i64::MIN}),
            3 => json!({"kind": "uint", "bits": 4_000_000_000_u32, "value": 1}),
            4 => json!({"kind": "array", "len": u64::MAX, "elements": []}),
            5 => json!({"kind": "array", "len": 3, "elements": vec![uint(64, 1); 9]}),
            6 => json!({"kind": "struct", "type_name": "wait_stats", "members": []}),
            7 => json!({"kind": "bytes", "hex": "2a 00 00 00 00 00 00 00"}),
            8 => json!({"kind": "bytes", "hex": "ä"}),
            9 => json!({"kind": "cpu_list", "cpus": "0-4294967295,7"}),
            10 => json!({"kind": "ptr", "value": 1, "deref": {"kind": "cpu_list", "cpus": "1-"}}),
            11 => json!({"kind": "truncated", "needed": 9, "had": 1, "partial": uint(64, 7)}),
            12 => json!({"kind": "enum", "bits": 32, "value": -1, "variant": null, "is_signed": false}),
            13 => json!({"kind": "float", "bits": 32, "value": null}),
            _ => json!({"kind": "unsupported", "reason": "\u{0}"}),
        }
    }

    /// Damages one part of a document. In most cases the document remains a report.
    fn damage(&mut self, value: &mut Value) {
        let stop = self.below(6) == 0;
        match value {
            Value::Array(list) if !list.is_empty() && !stop => {
                let at = self.below(list.len());
                self.damage(&mut list[at]);
            }
            Value::Array(list) => match self.below(4) {
                0 => list.clear(),
                1 => list.reverse(),
                2 if !list.is_empty() => {
                    let again = list[0].clone();
                    list.push(again);
                }
                _ => _ = list.pop(),
            },
            Value::Object(object) if object.contains_key("kind") && stop => *value = self.value(),
            Value::Object(object) => {
                let keys: Vec<_> = object.keys().filter(|key| *key != "kind").cloned().collect();
                let key = &keys[self.below(keys.len())];
                match self.below(25) {
                    0 => _ = object.remove(key),
                    _ => self.damage(&mut object[key]),
                }
            }
            Value::Number(_) => {
                *value = match self.below(10) {
                    0 => json!(u64::MAX),
                    1 => json!(-1),
                    2 => json!(self.next()),
                    3 => json!(u32::MAX),
                    _ => json!(self.below(70)),
                };
            }
            Value::String(text) => match self.below(3) {
                0 => text.clear(),
                1 => text.push('x'),
                _ => *text = "dispatch.bss".to_owned(),
            },
            Value::Bool(flag) => *flag = !*flag,
            Value::Null => *value = self.value(),
        }
    }
}

#[test]
fn undamaged_all_is_read() {
    assert_eq!(ask_all(&report(&capture_json(A2))), ALL);
}

#[test]
fn damaged_reports_are_read_or_refused() {
    let whole = capture_json(A2);
    let (mut parsed, mut read) = (0, 0);
    for seed in 0..400 {
        let mut noise = Noise(seed);
        let mut json = whole.clone();
        for _ in 0..=noise.below(6) {
            // Mostly the maps that the structs read, because the rest of a report does not matter.
            let maps = json["maps"].as_array_mut().unwrap();
            if maps.is_empty() || noise.below(10) == 0 {
                noise.damage(&mut json);
            } else {
                let at = noise.below(maps.len());
                noise.damage(&mut maps[at]);
            }
            if !json["maps"].is_array() {
                json["maps"] = json!([]);
            }
        }
        if let Ok(report) = FailureDumpReport::from_json(&json.to_string()) {
            parsed += 1;
            read += ask_all(&report);
        }
    }
    assert!(parsed > 150, "{parsed} of the reports were reports");
    assert!(read < parsed * ALL, "some damage shows");
    assert!(read > parsed * ALL / 2, "most of a report is whole");
}

#[test]
fn an_array_that_lies_about_its_length_costs_nothing() {
    let with = |len: u64, rendered: usize| {
        let mut json = capture_json(A2);
        *var_mut(&mut json, "dispatch.bss", "dsp_stats") =
            json!({"kind": "array", "len": len, "elements": vec![uint(64, 1); rendered]});
        report(&json)
    };
    for (len, rendered) in [(u64::MAX, 0), (u64::MAX, 3), (3, 0), (0, 0), (0, 3), (3, 1000), (u64::from(u32::MAX), 3)] {
        let report = with(len, rendered);
        match Bss::from_snapshot(&Snapshot::new(&report)) {
            Err(SchemaError::Drift(drift)) => assert_eq!(drift.variable, "dsp_stats"),
            Err(SchemaError::Truncated { rendered: 0, declared: 3, .. }) => assert_eq!(len, 3),
            other => panic!("{len} {rendered}: {other:?}"),
        }
        ask_all(&report);
    }
    let reports = [4, u64::from(u32::MAX), u64::MAX].map(|len| with(len, 3));
    assert_same(reports.iter().map(|report| allocated(|| Bss::from_snapshot(&Snapshot::new(report)))));
    assert_same(reports.iter().map(|report| allocated(|| ask_all(report))));
}

#[test]
fn a_map_that_claims_four_billion_entries_costs_nothing() {
    let with = |entries: u32| {
        let mut json = capture_json(A2);
        for name in ["stats", "wait_hist", "queue_waits", "wake_stats"] {
            map_mut(&mut json, name)["max_entries"] = entries.into();
        }
        report(&json)
    };
    let reports = [100_000, u32::MAX].map(with);
    assert_same(reports.iter().map(|report| allocated(|| ask_all(report))));
    let report = &reports[1];
    let read = WaitHist::from_snapshot(&Snapshot::new(report));
    assert!(matches!(read, Err(SchemaError::Unmapped { cpu: None, .. })), "{read:?}");
    let read = Sixteen::from_snapshot(&Snapshot::new(report));
    assert!(read.is_err(), "sixteen of four billion are a part: {read:?}");
}

#[test]
fn very_many_members_of_one_name_are_not_collected() {
    let with = |more: usize| {
        let mut json = capture_json(A2);
        let members = var_mut(&mut json, "dispatch.bss", "waits")["members"].as_array_mut().unwrap();
        let one = json!({"name": "x", "value": {"kind": "bool", "value": true}});
        members.splice(0..0, std::iter::repeat_n(one, more));
        report(&json)
    };
    let reports = [150_000, 300_000].map(with);
    let read = Bss::from_snapshot(&Snapshot::new(&reports[1])).unwrap();
    assert_eq!(read.waits.nr, read.nr);
    assert_same(reports.iter().map(|report| allocated(|| Bss::from_snapshot(&Snapshot::new(report)).unwrap())));
    let [once, twice] = reports.map(|report| allocated(|| Bss::schema().check(&Snapshot::new(&report)).unwrap()));
    assert_in_proportion(once, twice);
}

#[test]
fn a_section_of_very_many_variables_is_checked_in_proportion() {
    let with = |count: u64| {
        let names: Vec<_> = (0..count).map(|index| format!("v{:06}", index % (count / 2))).collect();
        let vars: Vec<_> = names.iter().map(|name| (name.as_str(), 1)).chain([("nr_enqueued", 7)]).collect();
        report(&of_maps(&[section("dispatch.bss", 1, &vars)]))
    };
    let reports = [50_000, 100_000].map(with);
    let check = One::schema().check(&Snapshot::new(&reports[1])).unwrap();
    assert_eq!(check.new.len(), 100_000);
    assert_eq!(One::from_snapshot(&Snapshot::new(&reports[1])), Ok(One { nr_enqueued: 7 }));
    let [once, twice] = reports.map(|report| allocated(|| One::schema().check(&Snapshot::new(&report)).unwrap()));
    assert_in_proportion(once, twice);
}

#[test]
fn very_many_slots_and_a_long_hex_are_read_in_proportion() {
    let with = |count: usize| {
        let mut json = capture_json(A2);
        map_mut(&mut json, "stats")["percpu_entries"][1]["per_cpu"] = vec![uint(64, 1); count].into();
        map_mut(&mut json, "wake_stats")["percpu_entries"][0]["per_cpu"][0]["hex"] = "00 ".repeat(5 * count).into();
        report(&json)
    };
    let reports = [100_000, 200_000].map(with);
    let stats = Stats::from_snapshot(&Snapshot::new(&reports[1])).unwrap();
    assert_eq!((stats.shared.len(), stats.shared.sum()), (200_000, Ok(200_000)));
    let [once, twice] = reports.each_ref().map(|of| allocated(|| Stats::from_snapshot(&Snapshot::new(of)).unwrap()));
    assert_in_proportion(once, twice);
    let read = |report| WakeStats::from_snapshot(&Snapshot::new(report)).unwrap_err();
    let [once, twice] = reports.each_ref().map(|report| allocated(|| read(report)));
    assert_in_proportion(once, twice);
}

#[test]
fn very_many_maps_of_one_name_are_ambiguous_in_proportion() {
    let with = |count: u64| {
        let maps: Vec<_> = (0..count).map(|kva| section("dispatch.bss", kva, &[("nr_enqueued", kva)])).collect();
        report(&of_maps(&maps))
    };
    let reports = [2500, 5000].map(with);
    let error = One::from_snapshot(&Snapshot::new(&reports[1])).unwrap_err();
    let SchemaError::Ambiguous { candidates, .. } = &error else { panic!("{error}") };
    assert_eq!(candidates.len(), 5000);
    let pick = |report| One::from_snapshot_via(&Snapshot::new(report), pickers::max_by_sum_u64).unwrap();
    assert_eq!(pick(&reports[1]).nr_enqueued, 4999);
    let [once, twice] = reports.each_ref().map(|of| allocated(|| One::from_snapshot(&Snapshot::new(of)).unwrap_err()));
    assert_in_proportion(once, twice);
    let [once, twice] = reports.each_ref().map(|report| allocated(|| pick(report)));
    assert_in_proportion(once, twice);
}

#[test]
fn values_that_nest_as_deep_as_a_report_may_are_drift() {
    let nested = |inner: &str, outer: [&str; 2]| {
        let depth = 100;
        format!("{}{inner}{}", outer[0].repeat(depth), outer[1].repeat(depth))
    };
    let leaf = r#"{"kind": "uint", "bits": 64, "value": 7}"#;
    for outer in [
        [r#"{"kind": "array", "len": 1, "elements": ["#, "]}"],
        [r#"{"kind": "truncated", "needed": 9, "had": 8, "partial": "#, "}"],
        [r#"{"kind": "ptr", "value": 1, "deref": "#, "}"],
        [r#"{"kind": "struct", "type_name": "wait_stats", "members": [{"name": "nr", "value": "#, "}]}"],
    ] {
        let text = format!(
            r#"{{"schema": "single", "maps": [{{"name": "dispatch.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
                "value": {{"kind": "struct", "type_name": ".bss", "members": [
                    {{"name": "nr_enqueued", "value": {}}}]}}}}]}}"#,
            nested(leaf, outer)
        );
        let report = FailureDumpReport::from_json(&text).unwrap();
        let error = One::from_snapshot(&Snapshot::new(&report)).unwrap_err();
        assert!(matches!(error, SchemaError::Drift(_)), "{error}");
        ask::<Bss>(&report);
        ask::<One>(&report);
    }
}

#[test]
fn a_set_of_all_cpus_there_can_be_costs_nothing() {
    let with = |cpus: &str| {
        let mut json = capture_json(A2);
        var_mut(&mut json, "dispatch.bss", "cross_cpus_seen")["cpus"] = cpus.into();
        report(&json)
    };
    let reports = ["0-3", "0-4294967295"].map(with);
    let read = Bss::from_snapshot(&Snapshot::new(&reports[1])).unwrap();
    assert_eq!(read.cross_cpus_seen.len(), 1 << 32);
    assert_eq!(read.cross_cpus_seen.to_string(), "0-4294967295");
    assert_eq!(read.cross_cpus_seen.iter().nth(5), Some(5));
    assert_same(reports.map(|report| allocated(|| Bss::from_snapshot(&Snapshot::new(&report)).unwrap())));
}
