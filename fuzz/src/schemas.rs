//! Structs that the targets read, of each kind.

use ktsnap::histogram::{Histogram, Linear, Log2};
use ktsnap::{CpuSet, PerCpu, Ptr, Rows, SnapshotEnum, SnapshotSchema, pickers};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub(crate) struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
pub(crate) struct Busiest {
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub(crate) struct Lenient {
    nr_mig_same: u64,
    nr_mig_cross: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
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
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(kicks = percent(dsp_stats[2] / sum(dsp_stats)), mean = waits.total_ns / waits.nr))]
pub(crate) struct Bss {
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
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
pub(crate) struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
    #[snapshot(key = "*", sum, allow_unmapped)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
pub(crate) struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
pub(crate) struct WaitHist {
    #[snapshot(key = "*")]
    us: Histogram<Log2>,
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", map = "rich_tasks")]
pub(crate) struct RichTasks {
    #[snapshot(key = "*")]
    tasks: Rows<u32, RichTask>,
    #[snapshot(key = "*", path = "nr", sum, gauge)]
    all: u32,
    #[snapshot(key = "58", path = "nr")]
    of_58: Option<u32>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct rich_ctx")]
struct RichTask {
    weight: u64,
    nr: u32,
    on: bool,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub(crate) struct Cells {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(path = "running_ns", by = "cell", sum)]
    time: Rows<u32, Vec<u64>>,
    #[snapshot(path = "nr_runs", by = "node", max)]
    most: Rows<i16, u64>,
    #[snapshot(path = "nr_runs", sum)]
    total: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/histogram.bpf.o")]
pub(crate) struct Histograms {
    wait_us: Histogram<Log2>,
    depth: Histogram<Linear<0, 4>, u32>,
    #[snapshot(path = "llcs[*].hop_ns")]
    hops: [Histogram<Log2>; 2],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/pointers.bpf.o")]
pub(crate) struct Pointers {
    nr_moves: u64,
    #[snapshot(path = "busiest->load", gauge)]
    load: u64,
    #[snapshot(path = "busiest->drift")]
    drift: Option<i64>,
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    loads: Vec<u64>,
    #[snapshot(path = "busiest->buckets[*].duty", max)]
    duty: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
pub(crate) struct Parts {
    globals: Dispatch,
    cpus: CpuStats,
    each: PerCpu<CpuStats>,
}
