use ktsnap::{PerCpu, SnapshotSchema};

type EachCpu<T> = PerCpu<T>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
