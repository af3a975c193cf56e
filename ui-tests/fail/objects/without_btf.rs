use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/nobtf.bpf.o")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
