use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_out: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(balance = sum(nr_in) / sum(nr_out)))]
struct Counters {
    #[snapshot(path = "per_llc[*].nr_in")]
    nr_in: [u64; 4],
    #[snapshot(path = "per_llc[*].nr_out")]
    nr_out: [u64; 4],
    per_llc: [Llc; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
