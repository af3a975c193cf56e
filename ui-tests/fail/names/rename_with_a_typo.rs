use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(rename = "nr_mig_crosss")]
    cross: u64,
}

fn main() {}
