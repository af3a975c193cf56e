use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_cpus", take = "waits[0]", gauge)]
    cpus: Vec<u32>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
