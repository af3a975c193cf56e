use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", enums(Waits))]
struct WaitHist {
    #[snapshot(key = "SLOT_FIRST")]
    first: u64,
}

fn main() {}
