use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/label.bpf.o")]
struct Counters {
    #[snapshot(sum)]
    totals: u64,
}

fn main() {}
