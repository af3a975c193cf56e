use ktsnap::SnapshotSchema;

type Counter = String;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: Counter,
}

fn main() {}
