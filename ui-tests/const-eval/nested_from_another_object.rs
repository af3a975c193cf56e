// The struct agrees with its own object, which has wider masks.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "struct cpumask")]
struct Mask {
    bits: [u64; 2],
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    cross_cpus_seen: Mask,
}

fn main() {}
