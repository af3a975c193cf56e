use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    #[snapshot(skip)]
    globals: Option<Globals>,
}

fn main() {}
