use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "struct outer")]
struct Outer {
    #[snapshot(path = "grid[GREEN]")]
    green: [u32; 3],
}

fn main() {}
