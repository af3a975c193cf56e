use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Moves {
    #[snapshot(path = "moves[0][3]")]
    to_fourth: u32,
}

fn main() {}
