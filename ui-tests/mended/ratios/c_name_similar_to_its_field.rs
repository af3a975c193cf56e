use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_crossed / 2))]
struct Counters {
    #[snapshot(rename = "nr_mig_cross")]
    nr_mig_crossed: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
