/// `struct cpu_ctx`, the value of the map `cpu_ctx_stor` in scx_bpfland.json.
/// Read the values of all CPUs with `PerCpu::<CpuCtxStor>::from_snapshot(&snapshot)`.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_bpfland.json")]
#[snapshot(map = "cpu_ctx_stor", value = "struct cpu_ctx")]
pub struct CpuCtxStor {
    pub tot_runtime: u64,
    pub prev_runtime: u64,
    pub last_running: u64,
    pub perf_lvl: u64,
    /// `struct bpf_cpumask *`: a `CpuSet` has the CPUs, if they were captured
    pub smt: ktsnap::Ptr,
    /// `struct bpf_cpumask *`: a `CpuSet` has the CPUs, if they were captured
    pub l2_cpumask: ktsnap::Ptr,
    /// `struct bpf_cpumask *`: a `CpuSet` has the CPUs, if they were captured
    pub l3_cpumask: ktsnap::Ptr,
}
