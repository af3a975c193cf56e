//! Structs that are compiled, and read from this file by `--struct`. Both have the same values.

use ktsnap::histogram::{Histogram, Log2};
use ktsnap::{CpuSet, PartialRows, PerCpu, Ptr, Rows, SnapshotEnum, SnapshotSchema};

#[path = "shared.rs"]
mod shared;

use self::shared::{Queue, limits};

type Count = u64;
type Llcs = [LlcStats; LLCS];
const LLCS: usize = 4;

/// Every kind of field in a section.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(let(moved = nr_mig_same + nr_mig_cross))]
#[snapshot(ratio(cross_fraction = nr_mig_cross / moved))]
#[snapshot(ratio(mean_wait_us = waits.total_ns / (waits.nr * 1000)))]
#[snapshot(ratio(busy_pct = percent(count(per_llc[*].nr_in > 0) / len(per_llc))))]
#[snapshot(ratio(worst = max(dsp_stats) / min(dsp_stats[0..2])))]
#[snapshot(ratio(kick = by_name.kick / mean(dsp_stats)))]
#[snapshot(ratio(never = nr_enqueued / moves[3][3]))]
pub struct Bss {
    pub nr_enqueued: Count,
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    #[snapshot(rename = "nr_tasks", widen)]
    pub tasks: u64,
    pub lag_ns: i64,
    pub saw_cross: bool,
    pub last_dsp: DspStat,
    pub dsp_stats: [u64; DspStat::NrDspStats as usize],
    pub waits: WaitStats,
    pub slowest_comm: String,
    pub last_task: Ptr,
    pub cross_cpus_seen: CpuSet,
    pub moves: [[u64; 4]; LLCS],
    pub per_llc: Llcs,
    #[snapshot(path = "moves[*][*]", sum)]
    pub all_moves: u64,
    #[snapshot(path = "per_llc[*].max_wait_ns", max)]
    pub longest_ns: u64,
    #[snapshot(path = "per_llc[1..3].nr_in")]
    pub middle: Vec<u64>,
    #[snapshot(path = "dsp_stats[DSP_KICK]")]
    pub kick: u64,
    #[snapshot(path = "dsp_stats")]
    pub by_name: DspStats,
}

/// Counters, gauges and what a difference keeps, also inside structs.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(share = nr_mig_cross / (nr_mig_same + nr_mig_cross) or 0))]
pub struct Counts {
    pub nr_enqueued: u64,
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    #[snapshot(gauge)]
    pub nr_tasks: u32,
    #[snapshot(saturating, path = "nr_tasks")]
    pub more_tasks: u32,
    pub lag_ns: i64,
    pub last_dsp: DspStat,
    #[snapshot(path = "last_dsp")]
    pub dsp_number: u32,
    pub waits: GaugedWaits,
    pub per_llc: Vec<LlcCounts>,
    #[snapshot(path = "per_llc[*].max_wait_ns", max)]
    pub longest_ns: u64,
    pub slowest_comm: String,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct GaugedWaits {
    pub total_ns: u64,
    #[snapshot(gauge)]
    pub max_ns: u64,
    pub nr: u32,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
pub struct LlcCounts {
    pub nr_in: u64,
    #[snapshot(gauge)]
    pub max_wait_ns: u64,
    pub nr_running: i32,
}

/// A value that a capture may lack.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Maybe {
    pub nr_enqueued: u64,
    pub nr_stopping: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
pub enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "u64[3]")]
pub struct DspStats {
    #[snapshot(key = "0")]
    pub local: u64,
    #[snapshot(key = "1")]
    pub shared: u64,
    #[snapshot(key = "2")]
    pub kick: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct WaitStats {
    #[snapshot(sum)]
    pub total_ns: u64,
    #[snapshot(max)]
    pub max_ns: u64,
    #[snapshot(sum)]
    pub nr: u32,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
pub struct LlcStats {
    pub nr_in: u64,
    pub nr_running: i32,
}

/// The entries of a per-CPU map.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(share = percent(kick / sum(all)) or 0))]
#[snapshot(ratio(on_cpus = kick / local))]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: PerCpu<u64>,
    #[snapshot(key = "DSP_KICK", sum)]
    pub kick: u64,
    #[snapshot(key = "*", sum)]
    pub all: [u64; 3],
}

/// The total of a map's value.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_us = busy_ns / (nr_runs * 1000)))]
pub struct CpuStats {
    #[snapshot(sum)]
    pub nr_runs: u64,
    #[snapshot(sum)]
    pub busy_ns: u64,
}

/// Structs in a map, reduced to one.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "queue_waits")]
pub struct QueueWaits {
    #[snapshot(key = "*", sum)]
    pub all: WaitStats,
    #[snapshot(key = "1")]
    pub second: WaitStats,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
#[snapshot(ratio(longest_pct = percent(entries[15] / sum(entries))))]
pub struct WaitHist {
    #[snapshot(key = "*")]
    pub entries: Histogram<Log2>,
}

/// Rows of elements, groups of them, and rows in use.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(used_in_pct = percent(sum(used[*].nr_in) / sum(per_llc[*].nr_in)) or 0))]
pub struct Slots {
    pub per_llc: Vec<LlcStats>,
    #[snapshot(path = "per_llc", only = "nr_in")]
    pub used: Rows<u32, LlcStats>,
    #[snapshot(path = "per_llc[1..4].nr_out", only = "max_wait_ns")]
    pub out: Rows<u8, u64>,
    #[snapshot(path = "per_llc[*].nr_in", by = "nr_running", sum, gauge)]
    pub by_running: Rows<i32, u64>,
    #[snapshot(path = "per_llc", by = "nr_running", count)]
    pub with_running: Rows<i32, u64>,
    #[snapshot(path = "per_llc", by = "last_cpu", only = "max_wait_ns", gauge)]
    pub by_cpu: Rows<i16, LlcStats>,
    #[snapshot(path = "dsp_stats", by = "recent[*]", sum)]
    pub by_recent: Rows<DspStat, u64>,
    #[snapshot(ring = "nr_inserted")]
    pub recent: Vec<DspStat>,
}

/// Rows in use by a number that can be larger than theirs.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct InUse {
    #[snapshot(take = "nr_tasks", gauge)]
    pub per_llc: Vec<LlcStats>,
}

/// Totals of other fields.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_pct = percent(nr_mig_cross / all)))]
pub struct Totals {
    #[snapshot(sum(nr_mig_same, nr_mig_cross))]
    pub all: u64,
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    #[snapshot(max(dsp_stats, again))]
    pub most: [u64; 3],
    pub dsp_stats: [u64; 3],
    #[snapshot(path = "dsp_stats", gauge)]
    pub again: [u64; 3],
    #[snapshot(skip)]
    pub note: String,
}

/// Groups of CPUs.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
pub struct CpuGroups {
    #[snapshot(path = "busy_ns", by = "nr_runs", only = "busy_ns", max)]
    pub busy: Rows<u64, u64>,
    #[snapshot(by = "nr_runs", count)]
    pub cpus: Rows<u64, u64>,
    #[snapshot(sum)]
    pub nr_runs: u64,
}

/// The value of each CPU.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
pub struct EachCpu {
    pub nr_runs: u64,
    #[snapshot(gauge)]
    pub busy_ns: u64,
}

/// The one value of a map.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
pub struct Instance {
    #[snapshot(gauge)]
    pub started_ns: u64,
    pub nr_cpus: u32,
}

/// The entries of a hash map.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", map = "rich_tasks")]
#[snapshot(ratio(used_pct = percent(sum(used[*]) / sum(tasks[*].nr))))]
pub struct RichTasks {
    #[snapshot(key = "*")]
    pub tasks: Rows<u32, RichTask>,
    #[snapshot(key = "*", path = "nr")]
    pub nr: PartialRows<u32, u32>,
    #[snapshot(key = "*", path = "nr", only = "on", gauge)]
    pub used: Rows<u32, u32>,
    #[snapshot(key = "*", path = "nr", by = "weight", sum, gauge)]
    pub by_weight: Rows<u64, u32>,
    #[snapshot(key = "*", by = "weight", only = "on", count)]
    pub with_weight: Rows<u64, u64>,
    #[snapshot(key = "*", path = "nr", sum, gauge)]
    pub all: u32,
    #[snapshot(key = "58", path = "nr")]
    pub of_58: Option<u32>,
    #[snapshot(key = "7", path = "nr")]
    pub of_7: Option<u32>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct rich_ctx")]
pub struct RichTask {
    pub weight: u64,
    pub nr: u32,
    pub on: bool,
}

/// The storage of tasks.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", map = "rich_task_stor")]
pub struct RichStorage {
    #[snapshot(key = "*", path = "enqs")]
    pub tasks: PartialRows<Ptr, u32>,
}

/// Parts, with rows in use by the number of another part.
#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
#[snapshot(ratio(runs = cpus.nr_runs / globals.nr_enqueued))]
#[snapshot(ratio(most_pct = percent(max(globals.per_llc[*].nr_in) / globals.nr_enqueued)))]
pub struct Parts {
    #[snapshot(take(per_llc = instance.nr_cpus, moves[*] = instance.nr_cpus))]
    pub globals: Globals,
    pub cpus: CpuStats,
    pub each: PerCpu<EachCpu>,
    pub instance: Instance,
    #[snapshot(skip)]
    pub note: String,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Globals {
    pub nr_enqueued: u64,
    pub per_llc: Vec<LlcStats>,
    pub moves: Vec<Vec<u64>>,
}

/// A part with parts.
#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
pub struct Outer {
    pub inner: Parts,
    pub stats: Stats,
}

/// Types of other modules.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Shared {
    pub waits: shared::Waits,
    pub last_dsp: Queue,
    pub dsp_stats: [u64; limits::QUEUES],
    pub per_llc: shared::inner::Llcs,
}
