//! Counters of a scheduler whose object the package's `build.rs` builds.
//!
//! Cargo sets `OUT_DIR` when it compiles a package with a `build.rs`, including its programs and tests. If the object changes,
//! the structs are checked again.

use ktsnap::SnapshotSchema;

/// What the scheduler counts.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "$OUT_DIR/bpf.bpf.o")]
#[snapshot(ratio(
    /// The fraction of the queued tasks that had slept before.
    pub wakeup_fraction = nr_wakeups / nr_enqueued
))]
pub struct Fifo {
    /// Tasks put into the queue.
    pub nr_enqueued: u64,
    /// Tasks put into the queue because they woke up.
    pub nr_wakeups: u64,
}

#[cfg(test)]
mod tests {
    use ktsnap::SnapshotSchema;

    use super::Fifo;

    #[test]
    fn the_struct_reads_the_section_of_the_built_object() -> Result<(), Box<dyn std::error::Error>> {
        let offset = |name| Fifo::schema().vars.iter().find(|var| var.name == name).map(|var| var.offset);
        let mut bss = vec![0; 16];
        for (name, value) in [("nr_enqueued", 8_u64), ("nr_wakeups", 2)] {
            let at = usize::try_from(offset(name).ok_or(name)?)?;
            bss[at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        let fifo = Fifo::from_section_bytes(&bss)?;
        assert_eq!((fifo.nr_enqueued, fifo.nr_wakeups), (8, 2));
        assert_eq!(Fifo::schema().object, "$OUT_DIR/bpf.bpf.o");
        Ok(())
    }
}
