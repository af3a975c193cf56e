use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    per_llc: Vec<Llc>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
