use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(mean = sum(f64s) / d_max_u64))]
struct Counters {
    f64s: [f64; 2],
    d_max_u64: u64,
}

fn main() {}
