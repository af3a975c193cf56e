use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance", ratio(each = nr_cpus / nr_cpus))]
struct Counters {
    nr_cpus: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
