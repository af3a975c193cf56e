/// Entries of the map `m_pcpu` in shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
#[snapshot(map = "m_pcpu")]
pub struct MPcpu {
    #[snapshot(key = "RED")]
    pub red: ktsnap::PerCpu<u64>,
    #[snapshot(key = "GREEN")]
    pub green: ktsnap::PerCpu<u64>,
    // Left out: `BLUE`: its value is 7, and the map has 3 entries.
}
