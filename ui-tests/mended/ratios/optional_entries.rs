use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
#[snapshot(ratio(mean = sum(all) / 16))]
struct Waits {
    #[snapshot(key = "*")]
    all: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
