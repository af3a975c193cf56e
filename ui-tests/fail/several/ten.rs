// Ten mistakes are ten errors, without follow-on errors in the expansion.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    cross_fraction = nr_mig_crosss / (nr_mig_same + nr_mig_crosss),
    shared = percent(shared / sum(dsp_stats)),
))]
struct Counters {
    nr_mig_same: i64,
    nr_mig_crosss: u64,
    nr_tasks: u64,
    saw_cross: u8,
    dsp_stats: [u64; 4],
    slice_us: u32,
    waits: u64,
    #[snapshot(path = "waits.max")]
    longest_ns: u64,
    #[snapshot(path = "dsp_stats[DSP_SHARE]")]
    shared: u64,
    #[snapshot(path = "per_llc[*].nr_in")]
    nr_in: u64,
}

fn main() {
    let report = FailureDumpReport::from_path("run.failure-dump.json").unwrap();
    let snapshot = Snapshot::new(&report);
    let counters = Counters::from_snapshot(&snapshot).unwrap();
    let earlier = Counters::from_section_bytes(&[]).unwrap();
    let change = counters.since(&earlier).unwrap();
    assert!(change.cross_fraction().unwrap() < 0.25, "{counters:?}");
    assert!(counters.shared().unwrap() < 50.0);
    assert_eq!(counters.clone(), change);
    assert_eq!(Counters::schema().vars.len(), 10);
    assert!(Counters::schema().check(&snapshot).is_ok());
}
