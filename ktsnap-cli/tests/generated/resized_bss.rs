/// Globals in `.bss` of resized.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
pub struct Bss {
    pub total: u64,
    pub hist: [u32; 4],
}
