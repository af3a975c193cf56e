use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/odd_maps.bpf.o", map = "nested")]
struct Counters {
    #[snapshot(key = "0")]
    first: u64,
}

fn main() {}
