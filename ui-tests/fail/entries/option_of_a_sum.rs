use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: Option<u64>,
}

fn main() {}
