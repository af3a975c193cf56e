use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Two {
    #[snapshot(path = "head[2]")]
    first: u64,
    #[snapshot(path = "tail[1]")]
    last: u64,
}

fn main() {}
