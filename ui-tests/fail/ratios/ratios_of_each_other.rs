use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = 1 / same, same = 1 / cross))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn main() {}
