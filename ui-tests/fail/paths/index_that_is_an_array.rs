use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Counters {
    #[snapshot(path = "ring[grid]", gauge)]
    newest: u64,
}

fn main() {}
