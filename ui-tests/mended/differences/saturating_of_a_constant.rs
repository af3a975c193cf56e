use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    slice_us: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
