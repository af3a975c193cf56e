// Ten mistakes are ten errors, without follow-on errors in the expansion.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross),
    shared = percent(shared / sum(dsp_stats)),
))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_tasks: u32,
    saw_cross: bool,
    dsp_stats: [u64; 3],
    #[snapshot(path = "waits.total_ns")]
    waits: u64,
    #[snapshot(path = "waits.max_ns")]
    longest_ns: u64,
    #[snapshot(path = "dsp_stats[DSP_SHARED]")]
    shared: u64,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Knobs {
    slice_us: u32,
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

#[test]
fn reads() {
    crate::read::<Counters>();
    crate::read::<Knobs>();
}
