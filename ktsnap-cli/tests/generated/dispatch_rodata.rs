/// Globals in `.rodata` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Rodata {
    pub slice_us: u32,
    pub max_cross_fraction: f64,
}
