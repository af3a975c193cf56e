use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    globals: Globals,
    waits: Waits,
}

fn main() {}
