use ktsnap::SnapshotSchema;

type Maybe = Option<u64>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: Maybe,
    nr_mig_same: Option<u64>,
}

fn main() {}
