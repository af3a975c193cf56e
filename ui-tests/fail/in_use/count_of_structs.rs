use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "layers")]
    waits: Vec<u64>,
}

fn main() {}
