// The struct agrees with its own object, which has wider masks.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cpumask")]
struct Mask {
    bits: [u64; 1],
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    cross_cpus_seen: Mask,
}

#[test]
fn reads() {
    crate::read_zeroes::<Counters>();
}
