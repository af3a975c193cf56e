use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "events")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

fn main() {}
