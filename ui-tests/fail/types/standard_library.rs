use std::cell::RefCell;
use std::collections::BTreeMap;
use std::num::{NonZeroU64, Wrapping};
use std::sync::atomic::AtomicU64;

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: AtomicU64,
    nr_mig_same: Wrapping<u64>,
    nr_mig_cross: NonZeroU64,
    nr_tasks: Result<u32, ()>,
    dsp_stats: [AtomicU64; 3],
    lag_ns: RefCell<i64>,
    saw_cross: (),
    nr_inserted: std::time::Duration,
    moves: BTreeMap<u32, u64>,
}

fn main() {}
