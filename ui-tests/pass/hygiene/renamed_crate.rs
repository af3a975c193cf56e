// Every kind of struct, with the crate renamed as by `kt = { package = "ktsnap" }` in Cargo.toml.
#![deny(warnings)]
// The default path is another module.
mod ktsnap {}

extern crate ktsnap as kt;

use kt::{PerCpu, SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(crate = kt, object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum Way {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other,
}

#[derive(SnapshotSchema)]
#[snapshot(crate = kt, type = "struct wait_stats", ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(crate = crate::kt, object = "examples/bpf/dispatch.bpf.o", picker = kt::pickers::max_by_sum_u64)]
#[snapshot(ratio(kicks = dsp_stats[DSP_KICK] / sum(dsp_stats)))]
struct Counters {
    last_dsp: Way,
    waits: Waits,
    dsp_stats: Vec<u64>,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(crate = self::kt, object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(crate = ::kt, object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
}

fn main() {
    let counters = Counters::from_section_bytes(&[0; 632]).unwrap();
    assert!(counters.kicks().is_err() && counters.waits.mean_ns().is_err());
    assert!(matches!(counters.last_dsp, Way::DspLocal) && counters.nr_in == 0);
    assert_eq!(Stats::from_section_bytes(&[0; 24]).unwrap().local.len(), 1);
    assert_eq!(CpuStats::from_section_bytes(&[0; 16]).unwrap().nr_runs, 0);
}
