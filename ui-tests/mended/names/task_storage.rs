use ktsnap::{Snapshot, SnapshotResult, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

fn tasks(snapshot: &Snapshot<'_>) -> SnapshotResult<()> {
    snapshot.map("task_ctxs").map(drop)
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
