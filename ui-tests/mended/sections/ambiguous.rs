use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o", section = ".bss")]
struct Counters {
    split: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
