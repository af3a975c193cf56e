use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(mean = a_f64 / d_max_u64))]
struct Counters {
    a_f64: f64,
    d_max_u64: u64,
}

fn main() {}
