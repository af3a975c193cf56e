// Per-CPU arrays: by entry, with untyped values, and as one struct per CPU.
use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema, pickers};

type Counter = u64;
type EachCpu<T> = PerCpu<T>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat", allow_unmapped)]
#[snapshot(picker = pickers::max_by_sum_u64)]
#[snapshot(ratio(
    shared_fraction = shared / (local + shared + sum(kick)),
    kicked = percent(sum(kick) / all),
    of_first = by_cpu[0] / all,
))]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    // An alias.
    #[snapshot(key = "1", sum)]
    shared: Counter,
    #[snapshot(key = "DSP_KICK")]
    kick: PerCpu<u64>,
    #[snapshot(key = "DSP_KICK")]
    by_cpu: EachCpu<Counter>,
    #[snapshot(key = "DSP_KICK", min)]
    fewest: u64,
    #[snapshot(key = "*", sum)]
    all: u64,
    #[snapshot(key = "*")]
    each: Vec<PerCpu<u64>>,
    #[snapshot(key = "*")]
    each_of_three: [PerCpu<u64>; 3],
    #[snapshot(skip)]
    note: String,
}

// BTF has no type for these 8 bytes, so any type with 8 bytes fits.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct Wakes {
    #[snapshot(key = "WAKE_STAYED", sum, allow_unmapped)]
    stayed: u64,
    #[snapshot(key = "WAKE_BUSY")]
    busy: PerCpu<i64>,
    #[snapshot(key = "WAKE_BUSY")]
    halves: PerCpu<[u32; 2]>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy / nr_runs))]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max, path = "busy_ns")]
    busy: u64,
}

// Without reductions, there is no total, and the struct is read per CPU.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct EachCpuStats {
    #[snapshot(rename = "nr_runs")]
    runs: u64,
}

fn main() {
    let file = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.json");
    let report = FailureDumpReport::from_path(file).unwrap();
    let snapshot = Snapshot::new(&report);

    let stats = Stats::from_snapshot(&snapshot).unwrap();
    assert_eq!((stats.local, stats.shared, stats.fewest, stats.all), (678, 3812, 6, 4526));
    assert_eq!(stats.kick.iter().collect::<Vec<_>>(), [Some(&10), Some(&9), Some(&6), Some(&11)]);
    assert_eq!((stats.kick.get(2), stats.by_cpu.len(), stats.kick.sum()), (Some(&6), 4, Ok(36)));
    assert_eq!((stats.each.len(), &stats.each[2]), (3, &stats.each_of_three[2]));
    assert_eq!((stats.shared_fraction(), stats.kicked()), (Ok(3812.0 / 4526.0), Ok(3600.0 / 4526.0)));
    assert_eq!((stats.of_first(), stats.note.as_str()), (Ok(10.0 / 4526.0), ""));

    let wakes = Wakes::from_snapshot(&snapshot).unwrap();
    assert_eq!((wakes.stayed, wakes.busy.max(), wakes.halves.get(0)), (252, Ok(439), Some(&[438, 0])));

    let total = CpuStats::from_snapshot(&snapshot).unwrap();
    assert_eq!((total.nr_runs, total.busy), (5167, 6_427_255_350));
    let each = PerCpu::<CpuStats>::from_snapshot(&snapshot).unwrap();
    assert_eq!(each.total(), Ok(total));
    assert_eq!(each.get(1).unwrap().mean_run_ns(), Ok(6_427_255_350.0 / 1283.0));
    let each = PerCpu::<EachCpuStats>::from_snapshot(&snapshot).unwrap();
    assert_eq!(each.iter().flatten().map(|cpu| cpu.runs).collect::<Vec<_>>(), [1338, 1283, 1251, 1295]);
}
