use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "nr_layer")]
    waits: Vec<u64>,
}

fn main() {}
