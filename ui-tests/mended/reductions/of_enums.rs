use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    recent: [u32; 8],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
