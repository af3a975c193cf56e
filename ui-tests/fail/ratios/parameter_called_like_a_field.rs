use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share(nr_mig_same) = nr_mig_cross / nr_mig_same.nr_mig_cross))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn main() {}
