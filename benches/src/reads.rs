//! The same variables of a scheduler, read as a struct, by name through the harness's view, and by hand from bytes.

use ktsnap::SnapshotSchema;
use ktstr::prelude::{Snapshot, pickers};

macro_rules! counters {
    ($name:ident of $layout:literal: [$($field:ident @ $offset:literal),+ $(,)?]) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotSchema)]
        #[snapshot(layout = $layout)]
        pub struct $name {
            $(pub $field: u64,)+
        }

        impl $name {
            /// Reads the counters as a test with the harness does: the running scheduler, one copy for all names, and one
            /// value per name.
            #[must_use]
            pub fn by_name(snapshot: &Snapshot<'_>) -> Option<Self> {
                Self::by_name_in(&snapshot.active().ok()?)
            }

            /// Reads the counters of a running scheduler that is already known.
            #[must_use]
            pub fn by_name_in(active: &Snapshot<'_>) -> Option<Self> {
                let live = active.live_vars_via(&[$(stringify!($field)),+], pickers::max_by_sum_u64).ok()?;
                let mut values = live.iter();
                Some(Self { $($field: values.next()?.as_u64().ok()?,)+ })
            }

            /// Reads the section's bytes without ktsnap.
            #[must_use]
            pub fn by_hand(bytes: &[u8]) -> Option<Self> {
                let word = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
                Some(Self { $($field: word($offset)?,)+ })
            }
        }
    };
}

counters!(One of "../tests/machine/schemas/scx_bpfland.json": [
    nr_kthread_dispatches @ 24,
]);

counters!(Three of "../tests/machine/schemas/scx_bpfland.json": [
    nr_kthread_dispatches @ 24,
    nr_direct_dispatches @ 32,
    nr_shared_dispatches @ 40,
]);

counters!(All of "../tests/machine/schemas/scx_bpfland.json": [
    nr_kthread_dispatches @ 24,
    nr_direct_dispatches @ 32,
    nr_shared_dispatches @ 40,
    nr_idle_select_path_picks @ 48,
    nr_idle_enqueue_path_picks @ 56,
    nr_idle_prev_cpu_picks @ 64,
    nr_idle_primary_picks @ 72,
    nr_idle_spill_picks @ 80,
    nr_idle_pick_failures @ 88,
    nr_idle_primary_domain_misses @ 96,
    nr_idle_global_misses @ 104,
    nr_waker_cpu_biases @ 112,
    nr_keep_running_reuses @ 120,
    nr_keep_running_queue_empty @ 128,
    nr_keep_running_smt_blocked @ 136,
    nr_keep_running_queued_work @ 144,
    nr_dispatch_cpu_dsq_consumes @ 152,
    nr_dispatch_node_dsq_consumes @ 160,
    nr_running @ 168,
    nr_online_cpus @ 176,
    nr_cpu_ids @ 184,
    vtime_now @ 192,
]);

counters!(Rusty of "../tests/machine/schemas/scx_rusty.json": [
    slice_ns @ 568,
    tune_params_gen @ 33488,
]);
