/// Globals in `.data` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Data {
    pub min_slice_ns: u64,
    pub last_cross_cpu: i32,
    pub max_busy: f32,
}
