use ktsnap::SnapshotSchema;

/// Globals in `.data` of twins.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/twins.bpf.o")]
#[snapshot(section = ".data")]
pub struct Data {
    pub split: u64,
}
