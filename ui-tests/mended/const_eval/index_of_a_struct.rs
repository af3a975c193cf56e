use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct LlcStats {
    nr_in: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[at] = per_llc[at].nr_in / 2))]
struct Counters {
    per_llc: [LlcStats; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
