use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/global_statics.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "kinds[1]")]
    kicks: u64,
    #[snapshot(path = "knob.on")]
    on: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
