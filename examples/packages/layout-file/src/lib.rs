//! Counters checked against a layout file that the repository keeps.
//!
//! If the object has been built, the struct is checked against the object, and the file must agree with it. Otherwise, for
//! example on a machine without clang, the struct is checked against the file. This package never builds its object.

use ktsnap::SnapshotSchema;

/// How many tasks the scheduler moved.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "bpf/dispatch.bpf.o", layout = "schemas/dispatch.json")]
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

    /// The same against the object.
    #[derive(SnapshotSchema)]
    #[snapshot(object = "../../bpf/dispatch.bpf.o", layout = "schemas/dispatch.json")]
    struct WithObject {
        nr_mig_same: u64,
        nr_mig_cross: u64,
    }

    #[test]
    fn the_struct_reads_what_the_file_describes() -> Result<(), Box<dyn std::error::Error>> {
        let report = FailureDumpReport::from_path("../../captures/dispatch-swap.json")?;
        let counters = Dispatch::from_snapshot(&Snapshot::new(&report))?;
        assert_eq!((counters.nr_mig_same, counters.nr_mig_cross), (405, 748));
        Ok(())
    }

    #[test]
    fn the_file_says_what_the_object_says() {
        assert_eq!(Dispatch::schema().object, "bpf/dispatch.bpf.o");
        assert_eq!(format!("{:?}", Dispatch::schema().vars), format!("{:?}", WithObject::schema().vars));
        assert_eq!(Dispatch::schema().location, WithObject::schema().location);
    }
}
