use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/changed_statics.bpf.o")]
struct Counters {
    nr_runs: u64,
    mode: i32,
}

fn main() {}
