use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u32>,
}

fn main() {}
