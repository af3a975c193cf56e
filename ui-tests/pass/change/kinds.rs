// A difference subtracts counters, and keeps the later value of all other fields.
use std::time::Duration;

use ktsnap::{CpuSet, FailureDumpReport, PerCpu, Ptr, Snapshot, SnapshotEnum, SnapshotSchema};

#[derive(Debug, Clone, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(mean_wait_ns = waits.total_ns / waits.nr))]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    lag_ns: i64,
    last_dsp: DspStat,
    dsp_stats: Vec<u64>,
    moves: [[u64; 4]; 4],
    waits: Waits,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    nr_stopping: Option<u64>,
    #[snapshot(path = "per_llc[*].max_wait_ns", max)]
    slowest_ns: u64,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(skip)]
    note: u8,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u64>,
    #[snapshot(key = "DSP_LOCAL", sum)]
    all_local: u64,
}

fn main() {
    let capture = |name: &str| {
        let file = format!("{}/examples/captures/dispatch-{name}.json", env!("KTSNAP_OBJECT_DIR"));
        FailureDumpReport::from_path(file).unwrap()
    };
    let (a1, a2) = (capture("a1"), capture("a2"));
    let (a1, a2) = (Snapshot::new(&a1), Snapshot::new(&a2));

    let (earlier, later) = (Counters::from_snapshot(&a1).unwrap(), Counters::from_snapshot(&a2).unwrap());
    let change = later.since(&earlier).unwrap();
    assert_eq!((change.nr_enqueued, change.dsp_stats.as_slice()), (1478, &[115, 1478, 10][..]));
    assert_eq!((change.moves[0], change.nr_in), ([165, 340, 0, 0], 681));
    assert_eq!(change.waits, Waits { total_ns: 8_585_633_470, max_ns: 60_344_030, nr: 1594 });
    assert_eq!(change.mean_wait_ns(), Ok(8_585_633_470.0 / 1594.0));
    assert_eq!((change.nr_tasks, change.last_dsp.clone()), (87, DspStat::DspLocal));
    assert_eq!((change.lag_ns, change.slowest_ns), (later.lag_ns, 60_344_030));
    assert_eq!((change.nr_stopping, change.note), (Some(1843), 0));
    assert_eq!((&change.slowest_comm, change.last_task), (&later.slowest_comm, later.last_task));
    assert_eq!(change.cross_cpus_seen, later.cross_cpus_seen);
    let back = earlier.since(&later).err().unwrap();
    assert_eq!((back.field.as_str(), back.earlier, back.later), ("nr_enqueued", 4262, 2784));

    let (earlier, later) = (Stats::from_snapshot(&a1).unwrap(), Stats::from_snapshot(&a2).unwrap());
    let rate = ktsnap::Rate::between(&later, &earlier, Duration::from_secs(2)).unwrap();
    assert_eq!(rate.per_second(|stats| stats.all_local), Some(86.0));
    assert_eq!(rate.change.local.iter().flatten().copied().collect::<Vec<_>>(), [51, 54, 30, 37]);
    let back = earlier.since(&later).err().unwrap();
    assert!(back.field.starts_with("local"), "{back}");
    let _ = DspStat::Other(1);
}
