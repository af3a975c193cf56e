// The macro does not know that all fields are optional, so that none identifies the map.
use ktsnap::SnapshotSchema;

type Maybe = Option<u32>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: Maybe,
}

fn main() {}
