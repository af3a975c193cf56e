use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", let(all = nr_mig_same + nr_mig_cross), ratio(share = nr_mig_cross / all))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
