use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
