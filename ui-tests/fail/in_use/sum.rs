use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(path = "waits[*]", sum, take = "nr_layers")]
    waits: Vec<u64>,
}

fn main() {}
