use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(crosses = saw_cross / nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    saw_cross: bool,
}

fn main() {}
