/// Globals in `.data.custom` of rich.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/rich.bpf.o")]
pub struct DataCustom {
    pub custom_data: u64,
}
