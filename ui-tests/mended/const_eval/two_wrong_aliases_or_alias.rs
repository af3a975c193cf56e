use ktsnap::SnapshotSchema;

type Counter = u64;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: Counter,
    nr_mig_cross: Counter,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
