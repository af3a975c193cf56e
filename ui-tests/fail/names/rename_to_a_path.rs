use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(rename = "waits->max_ns")]
    max_wait_ns: u64,
}

fn main() {}
