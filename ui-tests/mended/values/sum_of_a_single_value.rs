use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    nr_cpus: u32,
}

#[test]
fn reads() {
    crate::read::<Instance>();
}
