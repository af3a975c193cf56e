//! Counters that several schedulers have, checked against the object in the variable `KTSNAP_OBJECT`.
//!
//! The struct has no `object`. `KTSNAP_OBJECT=target/bpf/other.bpf.o cargo test` checks it against another object. A relative
//! path starts at the package, or at `KTSNAP_OBJECT_DIR` if that is set.

use ktsnap::SnapshotSchema;

/// A counter that all the schedulers have.
#[derive(Debug, SnapshotSchema)]
pub struct Common {
    /// The tasks that the scheduler has now.
    #[snapshot(gauge)]
    pub nr_tasks: u32,
}

#[cfg(test)]
mod tests {
    use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

    use super::Common;

    #[test]
    fn the_struct_reads_what_the_named_object_describes() -> Result<(), Box<dyn std::error::Error>> {
        let report = FailureDumpReport::from_path("../../captures/dispatch-swap.json")?;
        let common = Common::from_snapshot(&Snapshot::new(&report))?;
        assert_eq!(common.nr_tasks, 82);
        Ok(())
    }
}
