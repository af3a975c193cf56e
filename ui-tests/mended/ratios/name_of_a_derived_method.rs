use ktsnap::SnapshotSchema;

#[derive(Clone, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn copy(counters: &Counters) -> Counters {
    counters.clone()
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
