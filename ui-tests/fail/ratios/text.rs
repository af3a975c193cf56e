use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = slowest_comm / nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    slowest_comm: String,
}

fn main() {}
