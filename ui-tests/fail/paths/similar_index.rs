use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Counters {
    #[snapshot(path = "ring[hed]", gauge)]
    newest: u64,
}

fn main() {}
