use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(parts, picker = ktsnap::pickers::max_by_sum_u64)]
struct Dispatch {
    globals: Globals,
}

fn main() {}
