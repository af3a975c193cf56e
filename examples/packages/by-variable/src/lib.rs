//! Counters that several schedulers have, each checked when its object is named in `KTSNAP_OBJECT`.
//!
//! The struct names no object. `KTSNAP_OBJECT=target/bpf/other.bpf.o cargo test` checks it against another; a path that
//! is relative starts at the package, or at `KTSNAP_OBJECT_DIR`.

use ktsnap::SnapshotSchema;

/// What each of the schedulers counts.
#[derive(Debug, SnapshotSchema)]
pub struct Common {
    /// Tasks that it has now.
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
