use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Recent {
    #[snapshot(ring = "nr_inserted")]
    recent: Vec<u32>,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Both {
    recent: Recent,
}

#[test]
fn reads() {
    crate::read_parts::<Both>();
}
