use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "0", sum)]
    hits: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
