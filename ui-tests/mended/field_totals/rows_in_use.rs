use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(ring = "nr_tasks")]
    waits: Vec<u64>,
    #[snapshot(path = "waits")]
    all_waits: Vec<u64>,
    #[snapshot(path = "waits[*]")]
    each: Vec<u64>,
    #[snapshot(sum(each, all_waits))]
    both: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
