use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(min)]
    a_ptrs: u64,
}

fn main() {}
