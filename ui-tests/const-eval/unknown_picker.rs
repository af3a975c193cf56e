use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = max_by_sum_u64)]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
