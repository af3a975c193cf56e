use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "per_llc[*].nr_in")]
    per_llc: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
