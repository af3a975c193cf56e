use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(widen)]
    a_f32: f64,
}

fn main() {}
