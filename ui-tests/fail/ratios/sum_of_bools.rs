use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(set = sum(a_bools) / a_u64))]
struct Counters {
    a_bools: [bool; 4],
    a_u64: u64,
}

fn main() {}
