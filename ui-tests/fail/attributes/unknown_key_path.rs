use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", serde::rename = "x")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
