use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
    #[snapshot(path = "waits.nr")]
    waits: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    globals: Globals,
}

#[test]
fn reads() {
    crate::read_parts::<Dispatch>();
}
