use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(sum)]
    a_bools: u64,
}

fn main() {}
