/// `struct cpu_stats`, the value of the map `cpu_stats` in dispatch.bpf.o.
/// Read the values of all CPUs with `PerCpu::<CpuStats>::from_snapshot(&snapshot)`.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "cpu_stats", value = "struct cpu_stats")]
pub struct CpuStats {
    pub nr_runs: u64,
    pub busy_ns: u64,
}
