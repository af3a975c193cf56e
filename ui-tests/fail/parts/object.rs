use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(parts, object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    globals: Globals,
}

fn main() {}
