//! Every type of the example scheduler's globals, read from its captures.

mod support;

use ktsnap::{CpuSet, PerCpu, Ptr, Snapshot, SnapshotEnum, SnapshotSchema};
use support::capture;

#[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat", object = "examples/bpf/dispatch.bpf.o")]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
enum WakeStat {
    WakeStayed,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats", object = "examples/bpf/dispatch.bpf.o")]
struct Llc {
    nr_in: u64,
    nr_out: u64,
    last_cpu: i16,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    /// How long a task waited.
    pub(crate) mean_wait_ns = waits.total_ns / waits.nr,
    shared = percent(dsp_stats[DSP_SHARED] / sum(dsp_stats)),
))]
struct Everything {
    nr_enqueued: u64,
    #[snapshot(widen)]
    nr_tasks: u64,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: DspStat,
    last_wake: WakeStat,
    dsp_stats: Vec<u64>,
    waits: Waits,
    #[snapshot(path = "waits.max_ns")]
    max_wait_ns: u64,
    #[snapshot(path = "dsp_stats[DSP_KICK]")]
    kicks: u64,
    slowest_comm: String,
    #[snapshot(path = "slowest_comm")]
    comm: [u8; 16],
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    #[snapshot(path = "last_enq.cpu")]
    enq_cpu: u32,
    #[snapshot(path = "last_enq.nice")]
    enq_nice: i32,
    #[snapshot(path = "last_enq.kthread")]
    enq_kthread: bool,
    #[snapshot(path = "last_cross.pid")]
    pid: u32,
    #[snapshot(path = "last_cross.why.waited_ns")]
    why: u64,
    moves: [[u64; 4]; 4],
    #[snapshot(path = "moves[*][0]")]
    to_first: Vec<u64>,
    #[snapshot(path = "moves[*][1]", sum)]
    to_second: u64,
    #[snapshot(sum, rename = "moves")]
    all_moves: u64,
    per_llc: [Llc; 4],
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(path = "per_llc[*].max_wait_ns", max)]
    slowest: u64,
    recent: [DspStat; 8],
    nr_stopping: Option<u64>,
    #[snapshot(skip)]
    note: &'static str,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(shared_fraction = shared / (local + shared + sum(kick))))]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED", sum)]
    shared: u64,
    #[snapshot(key = "DSP_KICK")]
    kick: PerCpu<u64>,
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct WakeStats {
    #[snapshot(key = "WAKE_STAYED", sum)]
    stayed: u64,
    #[snapshot(key = "WAKE_BUSY")]
    busy: PerCpu<u64>,
}

/// Enumerators that are missing in the object's BTF, as if it had no `enum dsp_stat`.
#[derive(Debug, PartialEq, SnapshotEnum)]
enum Beside {
    #[snapshot(rename = "WAY_LOCAL")]
    Local,
    #[snapshot(rename = "WAY_SHARED")]
    Shared,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", enums(Beside))]
struct ByRustNames {
    #[snapshot(key = "WAY_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "WAY_SHARED", sum)]
    shared: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Beside))]
struct ElementsByRustNames {
    #[snapshot(path = "dsp_stats[WAY_SHARED]")]
    shared: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy_ns / nr_runs))]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(sum)]
    busy_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: u64,
    nr_cpus: u32,
}

/// Structs of other sections.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Data {
    max_busy: f32,
    last_cross_cpu: i32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Rodata {
    max_cross_fraction: f64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Masks {
    cross_cpus: CpuSet,
}

/// An array of structs as the entries of a map.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct QueueWaits {
    #[snapshot(key = "0")]
    first: Waits,
    #[snapshot(key = "*", path = "nr", sum)]
    nr: u32,
    #[snapshot(key = "*", path = "max_ns")]
    max_ns: Vec<u64>,
}

fn read<T: SnapshotSchema>() -> T {
    T::from_snapshot(&Snapshot::new(&capture("examples/captures/dispatch-a2.json"))).unwrap()
}

#[test]
fn scalars_text_pointers_and_sets_are_read() {
    let read: Everything = read();
    assert_eq!((read.nr_enqueued, read.nr_tasks, read.lag_ns, read.saw_cross), (4262, 87, -4_334_529_670, true));
    assert_eq!((read.slowest_comm.as_str(), &read.comm[..12]), ("kworker/3:1", b"kworker/3:1\0".as_slice()));
    assert_eq!(read.last_task, Ptr::new(18_387_637_349_056_160_576));
    assert_eq!(read.cross_cpus_seen, (0..4).collect::<CpuSet>());
    assert_eq!((read.nr_stopping, read.note), (Some(5828), ""));
}

#[test]
fn floats_are_read_from_their_sections() {
    assert_eq!(read::<Data>(), Data { max_busy: 0.95, last_cross_cpu: 2 });
    assert_eq!(read::<Rodata>(), Rodata { max_cross_fraction: 0.7 });
}

#[test]
fn a_kptr_to_a_cpumask_is_the_set_that_it_leads_to() {
    assert_eq!(read::<Masks>().cross_cpus.to_string(), "0-3");
}

#[test]
fn structs_and_enums_are_read_as_types_of_their_own() {
    let read: Everything = read();
    assert_eq!(read.waits, Waits { total_ns: 20_994_150_260, max_ns: 60_344_030, nr: 4983 });
    assert_eq!(read.max_wait_ns, 60_344_030);
    assert_eq!(read.per_llc[1], Llc { nr_in: 950, nr_out: 960, last_cpu: 3 });
    assert_eq!((read.last_dsp, read.last_wake), (DspStat::DspLocal, WakeStat::Other(1)));
    assert_eq!(read.recent[2..6], [DspStat::DspShared, DspStat::DspShared, DspStat::DspShared, DspStat::DspLocal]);
}

#[test]
fn a_path_leads_into_bitfields_unions_and_anonymous_members() {
    let read: Everything = read();
    assert_eq!((read.enq_cpu, read.enq_nice, read.enq_kthread), (2, 0, true));
    assert_eq!((read.pid, read.why), (15, 897_000));
}

#[test]
fn elements_are_read_by_index_all_together_or_reduced() {
    let read: Everything = read();
    assert_eq!((read.dsp_stats.as_slice(), read.kicks), ([721, 4262, 41].as_slice(), 41));
    assert_eq!((read.moves[0], read.moves[1]), ([523, 950, 0, 0], [960, 498, 0, 0]));
    assert_eq!(read.to_first, [523, 960, 0, 0]);
    assert_eq!((read.to_second, read.all_moves), (950 + 498, 523 + 950 + 960 + 498));
    assert_eq!((read.nr_in, read.slowest), (960 + 950, 60_344_030));
}

#[test]
fn ratios_go_into_members_and_elements() {
    let read: Everything = read();
    assert_eq!(read.mean_wait_ns(), Ok(20_994_150_260.0 / 4983.0));
    assert_eq!(read.shared(), Ok(426_200.0 / (721.0 + 4262.0 + 41.0)));
}

#[test]
fn entries_of_a_per_cpu_map_are_read_by_enumerator() {
    let read: Stats = read();
    assert_eq!((read.local, read.shared, read.all), (678, 3812, 4526));
    assert_eq!(read.kick, [10, 9, 6, 11].into_iter().map(Some).collect());
    assert_eq!(read.shared_fraction(), Ok(3812.0 / 4526.0));
}

#[test]
fn entries_declared_by_size_are_read_as_the_fields_type() {
    let read: WakeStats = read();
    assert_eq!(read.stayed, 252);
    assert_eq!(read.busy.sum(), Ok(438 + 404 + 423 + 439));
}

#[test]
fn rust_enums_replace_enumerators_that_btf_lacks() {
    assert_eq!(read::<ByRustNames>(), ByRustNames { local: 678, shared: 3812 });
    assert_eq!(read::<ElementsByRustNames>().shared, 4262);
}

#[test]
fn the_struct_of_a_per_cpu_map_is_read_for_each_cpu_and_in_total() {
    let each: PerCpu<CpuStats> = read();
    assert_eq!(each.get(0), Some(&CpuStats { nr_runs: 1338, busy_ns: 6_352_950_700 }));
    let all: CpuStats = read();
    assert_eq!(all, CpuStats { nr_runs: 5167, busy_ns: 25_506_460_610 });
    assert_eq!(each.total(), Ok(all));
}

#[test]
fn arrays_are_maps_too() {
    let hist: WaitHist = read();
    assert_eq!(hist.slots[12], 1436);
    assert_eq!(hist.all, hist.slots.iter().sum::<u64>());
    assert_eq!(read::<Instance>(), Instance { started_ns: 5_775_171_510, nr_cpus: 4 });
    let queues: QueueWaits = read();
    assert_eq!(queues.first, Waits { total_ns: 705_686_550, max_ns: 24_526_000, nr: 712 });
    assert_eq!((queues.nr, queues.max_ns.as_slice()), (712 + 3855, [24_526_000, 60_344_030].as_slice()));
}
