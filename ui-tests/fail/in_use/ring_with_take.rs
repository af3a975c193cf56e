use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "nr_layers", ring = "nr_tasks")]
    waits: Vec<u64>,
}

fn main() {}
