use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/renamed.bpf.o")]
struct Counters {
    nr_shared_dispatches: u64,
}

fn main() {}
