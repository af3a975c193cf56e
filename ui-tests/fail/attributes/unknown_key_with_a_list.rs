use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", arguments(1, 2), section = ".bs")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
