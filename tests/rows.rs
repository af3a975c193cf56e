//! Rows: structs whose fields are the elements of an array, each named by an enumerator or a number.

mod support;

use ktsnap::{PerCpu, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, of_maps, per_cpu_map, report, uint, var_mut};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "u64[NR_DSP_STATS]", key = "enum dsp_stat")]
#[snapshot(ratio(kicked = kick / (local + shared)))]
struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: u64,
    #[snapshot(key = "DSP_KICK")]
    kick: u64,
}

/// A row of `moves`, without an object.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Moves {
    #[snapshot(key = "0")]
    to_first: u64,
    #[snapshot(key = "3")]
    to_last: u64,
}

#[allow(non_camel_case_types, dead_code, reason = "the names are those of C")]
#[derive(SnapshotEnum)]
enum LlcId {
    LLC_A,
    LLC_B,
    LLC_C,
    LLC_D,
    NR_LLCS,
}

/// A row of `moves` whose columns and length are of a Rust enum.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "unsigned long long[NR_LLCS]", enums(LlcId))]
struct ToLlc {
    #[snapshot(key = "LLC_B")]
    b: u64,
    #[snapshot(key = "LLC_D")]
    d: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    dsp_stats: DspStats,
    moves: Vec<Moves>,
    #[snapshot(path = "moves[*]")]
    grid: [ToLlc; 4],
    #[snapshot(path = "moves[2]")]
    third: Moves,
}

#[test]
fn a_column_is_the_element_that_its_key_names() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let mut value = 0;
    for row in var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap() {
        for element in row["elements"].as_array_mut().unwrap() {
            element["value"] = value.into();
            value += 1;
        }
    }
    for (element, value) in
        var_mut(&mut json, "dispatch.bss", "dsp_stats")["elements"].as_array_mut().unwrap().iter_mut().zip([40, 60, 25])
    {
        element["value"] = value.into();
    }
    let row = |to_first, to_last| Moves { to_first, to_last };
    let llc = |b, d| ToLlc { b, d };
    let expected = Dispatch {
        dsp_stats: DspStats { local: 40, shared: 60, kick: 25 },
        moves: vec![row(0, 3), row(4, 7), row(8, 11), row(12, 15)],
        grid: [llc(1, 3), llc(5, 7), llc(9, 11), llc(13, 15)],
        third: row(8, 11),
    };
    assert_eq!(expected.dsp_stats.kicked(), Ok(0.25));
    assert_eq!(Dispatch::from_snapshot(&Snapshot::new(&report(&json))), Ok(expected));
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    #[snapshot(max)]
    max_wait_ns: u64,
    #[snapshot(gauge)]
    nr_running: i32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Totals {
    #[snapshot(path = "moves[*]", sum)]
    to: Moves,
    #[snapshot(path = "moves[*]", min)]
    fewest: [u64; 4],
    #[snapshot(rename = "moves", max)]
    most: Vec<u64>,
    #[snapshot(path = "per_llc[*]", sum)]
    all: Llc,
    #[snapshot(rename = "per_llc", sum)]
    also_all: Llc,
}

/// A report whose `moves` are the numbers from 0 and whose `per_llc` have these values.
fn dispatch(llcs: &[(u64, u64, i64); 4]) -> Value {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let rows = var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap();
    let elements = rows.iter_mut().flat_map(|row| row["elements"].as_array_mut().unwrap());
    elements.zip(0..).for_each(|(element, value)| element["value"] = value.into());
    let each = var_mut(&mut json, "dispatch.bss", "per_llc")["elements"].as_array_mut().unwrap();
    for (llc, (nr_in, max_wait_ns, nr_running)) in each.iter_mut().zip(llcs) {
        llc["members"][0]["value"]["value"] = (*nr_in).into();
        llc["members"][2]["value"]["value"] = (*max_wait_ns).into();
        llc["members"][3]["value"]["value"] = (*nr_running).into();
    }
    json
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

#[test]
fn the_rows_of_a_global_are_reduced_a_column_at_a_time() {
    let totals: Totals = read(&dispatch(&[(1, 7, -2), (2, 9, 1), (3, 8, 0), (4, 1, 3)])).unwrap();
    assert_eq!(totals.to, Moves { to_first: 4 + 8 + 12, to_last: 3 + 7 + 11 + 15 });
    assert_eq!((totals.fewest, totals.most), ([0, 1, 2, 3], vec![12, 13, 14, 15]));
    // A column with a reduction of its own does not have that of the field.
    assert_eq!(totals.all, Llc { nr_in: 10, max_wait_ns: 9, nr_running: 2 });
    assert_eq!(totals.also_all, totals.all);
}

#[test]
fn a_sum_of_signed_values_may_leave_the_type_on_its_way() {
    let (most, least) = (i64::from(i32::MAX), i64::from(i32::MIN));
    let totals: Totals = read(&dispatch(&[(0, 0, most), (0, 0, 5), (0, 0, least), (0, 0, 0)])).unwrap();
    assert_eq!(totals.all.nr_running, 4);
}

#[test]
fn a_sum_that_does_not_fit_is_an_error_that_names_the_column() {
    let error = read::<Totals>(&dispatch(&[(u64::MAX, 0, 0), (1, 0, 0), (0, 0, 0), (0, 0, 0)])).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Overflow { variable, value: Some(value), bits: 64, .. }
        if variable == "per_llc[*].nr_in" && *value == i128::from(u64::MAX) + 1),
        "{error}"
    );
}

#[test]
fn a_difference_subtracts_sums_and_keeps_extremes() {
    let earlier: Totals = read(&dispatch(&[(1, 7, -2), (2, 9, 1), (3, 8, 0), (4, 1, 3)])).unwrap();
    let later: Totals = read(&dispatch(&[(5, 7, 1), (2, 9, 1), (3, 80, 0), (4, 1, 3)])).unwrap();
    let between = later.since(&earlier).unwrap();
    assert_eq!(between.all, Llc { nr_in: 4, max_wait_ns: 80, nr_running: 5 });
    assert_eq!(between.to, Moves { to_first: 0, to_last: 0 });
    assert_eq!(between.most, later.most);
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct StatsOfAllCpus {
    #[snapshot(key = "*", sum)]
    sums: Vec<u64>,
    #[snapshot(key = "*", max)]
    largest: [u64; 3],
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[test]
fn the_entries_of_a_per_cpu_array_are_reduced_over_the_cpus() {
    let slots = |b: Option<u64>| {
        of_maps(&[per_cpu_map("stats", 1, &[&[Some(1), Some(2)], &[Some(30), b], &[Some(5), Some(6)]])])
    };
    let stats: StatsOfAllCpus = read(&slots(Some(40))).unwrap();
    assert_eq!(stats, StatsOfAllCpus { sums: vec![3, 70, 11], largest: [2, 40, 6], all: 84 });
    let error = read::<StatsOfAllCpus>(&slots(None)).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Unmapped { variable, cpu: Some(1), .. } if variable == "stats[1]"),
        "{error}"
    );
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(type = "u64[NR_CSTATS]", key = "enum cell_stat_idx")]
#[snapshot(ratio(local_pct = percent(local / (local + cpu_dsq + cell_dsq + borrowed))))]
struct CellStats {
    #[snapshot(key = "CSTAT_LOCAL")]
    local: u64,
    #[snapshot(key = "CSTAT_CPU_DSQ")]
    cpu_dsq: u64,
    #[snapshot(key = "CSTAT_CELL_DSQ")]
    cell_dsq: u64,
    #[snapshot(key = "CSTAT_BORROWED")]
    borrowed: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_MIN", max)]
    shrink_min: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Mitosis {
    /// A row a cell, summed over the CPUs.
    #[snapshot(path = "cstats", sum)]
    cells: Vec<CellStats>,
    #[snapshot(path = "cstats[*]", sum)]
    all: CellStats,
    #[snapshot(path = "cstats", max)]
    most: [[u64; 13]; 256],
    #[snapshot(path = "running_ns", sum)]
    running_ns: Vec<u64>,
}

/// Whole structs, one for each CPU.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct MitosisOfCpu {
    #[snapshot(path = "cstats[255]")]
    last: CellStats,
    #[snapshot(path = "cstats[*]")]
    cells: Vec<CellStats>,
}

/// The value of `cstats[cell][stat]` on a CPU.
fn count(cpu: u64, cell: u64, stat: u64) -> u64 {
    1000 * cpu * stat + 13 * cell + stat
}

/// A value of `cpu_ctxs` for each of two CPUs. `slot` makes it from the CPU.
fn cpu_ctxs(slots: &[Option<Value>]) -> Value {
    of_maps(&[json!({
        "name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": 30736, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": slots}],
    })])
}

fn cpu_ctx(cpu: u64) -> Value {
    let array = |elements: Vec<Value>| json!({"kind": "array", "len": elements.len(), "elements": elements});
    let row = |cell| array((0..13).map(|stat| uint(64, count(cpu, cell, stat))).collect());
    json!({"kind": "struct", "type_name": "cpu_ctx", "members": [
        {"name": "cstats", "value": array((0..256).map(row).collect())},
        {"name": "running_ns", "value": array((0..256).map(|cell| uint(64, cell + cpu)).collect())},
    ]})
}

fn cpu_ctx_bytes(cpu: u64) -> Vec<u8> {
    let cstats = (0..256).flat_map(|cell| (0..13).map(move |stat| count(cpu, cell, stat)));
    let words = cstats.chain([0; 256]).chain((0..256).map(|cell| cell + cpu)).chain([0; 2]);
    words.flat_map(u64::to_le_bytes).collect()
}

#[test]
fn a_grid_of_each_cpu_is_summed_cell_by_cell() {
    let mitosis: Mitosis = read(&cpu_ctxs(&[Some(cpu_ctx(0)), Some(cpu_ctx(1))])).unwrap();
    assert_eq!(mitosis, Mitosis::from_section_bytes(&[cpu_ctx_bytes(0), cpu_ctx_bytes(1)].concat()).unwrap());
    let text = cpu_ctxs(&[Some(cpu_ctx(0)), Some(cpu_ctx(1))]).to_string();
    assert_eq!(Mitosis::from_json_slice(text.as_bytes()).unwrap(), mitosis);
    let sum = |cell, stat| count(0, cell, stat) + count(1, cell, stat);
    let row = |cell| CellStats {
        local: sum(cell, 0),
        cpu_dsq: sum(cell, 1),
        cell_dsq: sum(cell, 2),
        borrowed: sum(cell, 4),
        shrink_min: count(1, cell, 12),
    };
    assert_eq!(mitosis.cells.len(), 256);
    assert_eq!((&mitosis.cells[0], &mitosis.cells[255]), (&row(0), &row(255)));
    let over_cells = |stat| (0..256).map(|cell| sum(cell, stat)).sum::<u64>();
    assert_eq!((mitosis.all.local, mitosis.all.borrowed), (over_cells(0), over_cells(4)));
    assert_eq!(mitosis.all.shrink_min, count(1, 255, 12));
    assert_eq!((mitosis.most[3][12], mitosis.running_ns[7]), (count(1, 3, 12), 15));
    let decisions = [0, 1, 2, 4].map(over_cells).iter().sum::<u64>();
    assert_eq!(mitosis.all.local_pct(), Ok(100.0 * over_cells(0) as f64 / decisions as f64));
}

#[test]
fn a_cpu_without_a_slot_has_no_part_in_a_total() {
    let missing = cpu_ctxs(&[Some(cpu_ctx(0)), None]);
    let error = read::<Mitosis>(&missing).unwrap_err();
    assert!(matches!(&error, SchemaError::Unmapped { variable, cpu: Some(1), .. } if variable == "cells"), "{error}");
    let cpus: PerCpu<MitosisOfCpu> = read(&missing).unwrap();
    assert!(cpus.get(1).is_none());
    let first = cpus.get(0).unwrap();
    assert_eq!((first.last.local, first.cells[1].borrowed), (255 * 13, 13 + 4));
    assert_eq!(first.cells[255], first.last);
}

#[test]
fn a_total_that_does_not_fit_names_the_cell() {
    let with = |value: u64| {
        let mut ctx = cpu_ctx(1);
        ctx["members"][0]["value"]["elements"][3]["elements"][1]["value"] = value.into();
        Some(ctx)
    };
    let error = read::<Mitosis>(&cpu_ctxs(&[with(0), with(u64::MAX)])).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Overflow { variable, .. } if variable.ends_with("cstats[*][CSTAT_CPU_DSQ]")),
        "{error}"
    );
    let error = read::<Mitosis>(&cpu_ctxs(&[with(1 << 63), with(1 << 63)])).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Overflow { variable, .. } if variable == "cells[3][CSTAT_CPU_DSQ]"),
        "{error}"
    );
}

#[test]
fn a_row_of_another_length_or_type_is_drift() {
    let mut ctx = cpu_ctx(0);
    ctx["members"][0]["value"]["elements"][3]["len"] = 12.into();
    let error = read::<Mitosis>(&cpu_ctxs(&[Some(ctx)])).unwrap_err();
    assert!(matches!(error, SchemaError::Drift(_)), "{error}");
    let mut ctx = cpu_ctx(0);
    ctx["members"][0]["value"]["elements"][3]["elements"][4] = uint(32, 1);
    let error = read::<Mitosis>(&cpu_ctxs(&[Some(ctx)])).unwrap_err();
    let SchemaError::Drift(drift) = &error else { panic!("{error}") };
    assert!(drift.variable.ends_with("cstats[3][CSTAT_BORROWED]"), "{}", drift.variable);
}
