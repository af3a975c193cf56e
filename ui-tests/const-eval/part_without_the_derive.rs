use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_mig_same: u64,
}

struct Options {
    slice_us: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    globals: Globals,
    options: Options,
}

fn main() {}
