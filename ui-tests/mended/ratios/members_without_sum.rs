use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_out: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(balance = sum(per_llc[*].nr_in) / sum(per_llc[*].nr_out)))]
struct Counters {
    per_llc: [Llc; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
