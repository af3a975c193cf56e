use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(mean = sum(a_u128) / a_u64))]
struct Counters {
    a_u64: u64,
    a_u128: [u8; 16],
}

fn main() {}
