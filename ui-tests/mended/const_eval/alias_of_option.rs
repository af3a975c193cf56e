// Nothing tells a macro that each field may be absent; nothing is left to find the map by.
use ktsnap::SnapshotSchema;

type Maybe = Option<u32>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
