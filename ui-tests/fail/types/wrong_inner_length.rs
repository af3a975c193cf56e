use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_grid: [[u32; 3]; 4],
}

fn main() {}
