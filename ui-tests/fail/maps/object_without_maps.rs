use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "0", sum)]
    local: u64,
}

fn main() {}
