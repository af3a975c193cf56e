use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", crate = harness::counters)]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
