use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "nr_layers")]
    nr_tasks: u64,
}

fn main() {}
