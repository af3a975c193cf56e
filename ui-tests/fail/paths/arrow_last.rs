use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "busiest->", gauge)]
    load: u64,
}

fn main() {}
