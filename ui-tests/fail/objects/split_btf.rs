use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/split.btf")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
