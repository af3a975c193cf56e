/// Globals in `.bss.custom` of rich.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/rich.bpf.o")]
pub struct BssCustom {
    pub custom_counter: u64,
}
