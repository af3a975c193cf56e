use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".bss")]
struct Counters {
    nr_mig_same: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
