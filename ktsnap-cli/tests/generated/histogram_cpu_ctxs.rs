/// `struct cpu_ctx`, the value of the map `cpu_ctxs` in histogram.bpf.o.
/// Read the values of all CPUs with `PerCpu::<CpuCtxs>::from_snapshot(&snapshot)`.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/histogram.bpf.o")]
#[snapshot(map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct CpuCtxs {
    pub nr_runs: u64,
    /// `u64[8]`
    pub run_us: ktsnap::histogram::Histogram<ktsnap::histogram::Log2>,
    /// `u32[5]`
    pub slice_us: ktsnap::histogram::Histogram<ktsnap::histogram::Linear<0, 4>, u32>,
    /// `u64[2][4]`
    pub by_llc: [ktsnap::histogram::Histogram<super::Latency>; 2],
}
