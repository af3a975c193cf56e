use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/global_statics.bpf.o")]
struct Counters {
    nr_runs: u64,
    level: u8,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
