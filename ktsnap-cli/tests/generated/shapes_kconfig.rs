/// Globals in `.kconfig` of shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
pub struct Kconfig {
    #[snapshot(rename = "CONFIG_PREEMPT")]
    pub config_preempt: bool,
    #[snapshot(rename = "LINUX_KERNEL_VERSION")]
    pub linux_kernel_version: i32,
}
