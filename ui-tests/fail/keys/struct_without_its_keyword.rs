use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "cpu_stats")]
struct Counters {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

fn main() {}
