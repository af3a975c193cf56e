use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats")]
struct Stats {
    #[snapshot(key = "WAKE_BUSY", path = "nr", sum)]
    busy: u64,
}

fn main() {}
