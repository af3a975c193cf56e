/// Globals in `.data.cpumask` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct DataCpumask {
    /// `struct bpf_cpumask *`: a `CpuSet` has the CPUs, if they were captured
    pub cross_cpus: ktsnap::Ptr,
}
