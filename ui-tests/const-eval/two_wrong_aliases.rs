use ktsnap::SnapshotSchema;

type Counter = u32;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: Counter,
    nr_mig_cross: Counter,
}

fn main() {}
