use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".rodata")]
struct Counters {
    slice_us: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
    crate::read::<Moves>();
}
