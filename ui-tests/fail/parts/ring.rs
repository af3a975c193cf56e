use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Recent {
    recent: Vec<u32>,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Both {
    #[snapshot(ring = "nr_inserted")]
    recent: Recent,
}

fn main() {}
