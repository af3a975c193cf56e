use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct Others {
    #[snapshot(key = "WAKE_MOVED", sum)]
    moved: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
    crate::read::<Others>();
}
