use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_tasks: u32,
    dsp_stats: [u64; 3],
    lag_ns: i64,
    saw_cross: bool,
    nr_inserted: u64,
    moves: [[u64; 4]; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
