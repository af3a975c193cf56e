use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Fifo {
    nr_enqueued: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    globals: Globals,
    fifo: Fifo,
}

#[test]
fn reads() {
    crate::read_parts::<Dispatch>();
}
