/// Globals in `.data` of twins.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/twins.bpf.o")]
#[snapshot(section = ".data")]
pub struct Data {
    pub split: u64,
}
