use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "0")]
    shortest: PerCpu<u64>,
}

fn main() {}
