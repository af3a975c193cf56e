use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/host.bpf.o", map = "waiting")]
struct Waiting {
    #[snapshot(key = "*")]
    waiting: Vec<u64>,
}

fn main() {}
