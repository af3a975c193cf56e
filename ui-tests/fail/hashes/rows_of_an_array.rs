use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Counters {
    #[snapshot(key = "*")]
    buckets: ktsnap::Rows<u32, u64>,
}

fn main() {}
