use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Counters {
    #[snapshot(path = "grid[head][tail]", gauge)]
    row: Vec<u64>,
}

fn main() {}
