// Without a prelude, neither of `std` nor of `core`.
#![no_std]
#![no_implicit_prelude]
#![allow(dead_code)]

extern crate std;

use ::ktsnap::SnapshotSchema as _;

#[derive(::ktsnap::SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum Way {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(type = "struct wait_stats", ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    #[snapshot(widen)]
    nr: u64,
}

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/dispatch.bpf.o",
    picker = ::ktsnap::pickers::max_by_sum_u64,
    ratio(cross = nr_mig_cross / sum(dsp_stats), mean_ns = waits.total_ns / dsp_stats[DSP_KICK])
)]
struct Counters {
    nr_mig_cross: u64,
    lag_ns: ::core::option::Option<i64>,
    last_dsp: Way,
    dsp_stats: ::std::vec::Vec<u64>,
    slowest_comm: ::std::string::String,
    last_task: ::ktsnap::Ptr,
    cross_cpus_seen: ::ktsnap::CpuSet,
    waits: Waits,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(skip)]
    note: u8,
}

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_KICK")]
    kicks: ::ktsnap::PerCpu<u64>,
}

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: u64,
}

fn main() {
    let counters = match Counters::from_section_bytes(&[0; 632]) {
        ::core::result::Result::Ok(counters) => counters,
        ::core::result::Result::Err(error) => ::core::panic!("{error}"),
    };
    ::core::assert_eq!((counters.nr_mig_cross, counters.waits.nr, counters.note), (0, 0, 0));
    ::core::assert!(counters.cross().is_err());
    ::core::assert_eq!(CpuStats::schema().location.name(), "cpu_stats");
}
