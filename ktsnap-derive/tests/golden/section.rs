//! Globals of one section, with a ratio, a custom picker, a gauge, a counter that may go back, and a path.

/// How tasks move.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", picker = ktsnap::pickers::max_by_sum_u64)]
#[snapshot(ratio(
    /// The fraction of moves to another cache.
    pub(crate) cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)
))]
pub struct Counters {
    /// Within a last-level cache.
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(saturating)]
    nr_enqueued: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    #[snapshot(path = "waits.max_ns")]
    max_wait_ns: u64,
    #[snapshot(path = "moves[*][1]", sum)]
    to_second: u64,
    lag_ns: Option<i64>,
    #[snapshot(skip)]
    note: String,
}
