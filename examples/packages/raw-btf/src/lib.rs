//! Counters checked against BTF without an object.
//!
//! `llvm-objcopy --dump-section .BTF=FILE OBJECT /dev/null` takes the BTF out of a linked object. A struct with
//! `type = "struct ..."` can also be checked against the kernel's own BTF, `/sys/kernel/btf/vmlinux`.

use ktsnap::{PerCpu, SnapshotSchema};

/// How tasks were dispatched, counted per CPU.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../bpf/dispatch.btf", map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    /// To the CPU's own queue.
    #[snapshot(key = "DSP_LOCAL", sum)]
    pub local: u64,
    /// To the global queue, by CPU.
    #[snapshot(key = "DSP_SHARED")]
    pub shared: PerCpu<u64>,
}

#[cfg(test)]
mod tests {
    use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

    use super::Stats;

    #[test]
    fn the_struct_reads_what_the_btf_describes() -> Result<(), Box<dyn std::error::Error>> {
        let report = FailureDumpReport::from_path("../../captures/dispatch-swap.json")?;
        let stats = Stats::from_snapshot(&Snapshot::new(&report))?;
        assert_eq!((stats.local, stats.shared.iter().flatten().sum::<u64>()), (401, 1155));
        Ok(())
    }
}
