// One mistake in each struct is one error, even if the structs are used.
use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum, Clone, Copy, PartialEq)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
#[snapshot(ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    last_dsp: DspStat,
    recent: [DspStat; 8],
    waits: Waits,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy_ns / nr_runs))]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(sum)]
    busy_ns: u64,
}

fn main() {
    let report = FailureDumpReport::from_path("run.failure-dump.json").unwrap();
    let snapshot = Snapshot::new(&report);
    let globals = Globals::from_snapshot(&snapshot).unwrap();
    assert!(globals.last_dsp == DspStat::DspKick && globals.recent[0] == globals.last_dsp);
    assert!(globals.waits.mean_ns().unwrap() > 1.0);
    let stats = Stats::from_snapshot(&snapshot).unwrap();
    let _ = stats.since(&stats).unwrap().local;
    let per_cpu = PerCpu::<CpuStats>::from_snapshot(&snapshot).unwrap();
    assert!(per_cpu.total().unwrap().mean_run_ns().unwrap() > 1.0);
    assert!(CpuStats::from_snapshot(&snapshot).unwrap().mean_run_ns().unwrap() > 1.0);
}

#[test]
fn reads() {
    crate::read::<Globals>();
    crate::read::<Stats>();
    crate::read::<CpuStats>();
}
