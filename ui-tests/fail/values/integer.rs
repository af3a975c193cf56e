use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", value = "u64")]
struct Stats {
    #[snapshot(sum)]
    local: u64,
}

fn main() {}
