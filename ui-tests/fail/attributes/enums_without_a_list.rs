use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums = DspStat)]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
