/// `struct instance`, the value of the map `instance` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "instance", value = "struct instance")]
pub struct Instance {
    pub started_ns: u64,
    pub nr_cpus: u32,
}
