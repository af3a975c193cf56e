//! Counters of an installed scheduler, whose binary carries the object.
//!
//! `cargo install scx_bpfland` installs a binary in `~/.cargo/bin`, and `object = "$HOME/.cargo/bin/scx_bpfland"` names it.
//! The binary of this package carries two objects, and `struct_ops` chooses one.

use ktsnap::SnapshotSchema;

/// How many tasks the scheduler moved.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../bpf/schedulers", struct_ops = "dispatch_ops")]
#[snapshot(ratio(
    /// The fraction of the moved tasks that left their LLC.
    pub cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)
))]
pub struct Dispatch {
    /// Tasks moved within an LLC.
    pub nr_mig_same: u64,
    /// Tasks moved to another LLC.
    pub nr_mig_cross: u64,
}

#[cfg(test)]
mod tests {
    use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

    use super::Dispatch;

    #[test]
    fn the_struct_reads_what_the_binary_s_object_describes() -> Result<(), Box<dyn std::error::Error>> {
        let report = FailureDumpReport::from_path("../../captures/dispatch-swap.json")?;
        let counters = Dispatch::from_snapshot(&Snapshot::new(&report))?;
        assert_eq!((counters.nr_mig_same, counters.nr_mig_cross), (405, 748));
        Ok(())
    }
}
