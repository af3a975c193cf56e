use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "nr_layers")]
    waits: [u64; 6],
}

fn main() {}
