use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
