use ktsnap::SnapshotSchema;

type Counter = u64;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: Counter,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
