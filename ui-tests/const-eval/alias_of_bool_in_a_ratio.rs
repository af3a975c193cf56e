use ktsnap::SnapshotSchema;

type Flag = bool;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(crosses = saw_cross / nr_mig_same))]
struct Counters {
    saw_cross: Flag,
    nr_mig_same: u64,
}

fn main() {}
