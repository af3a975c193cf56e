/// Globals in `.data` of rich.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/rich.bpf.o")]
pub struct Data {
    pub data_u64: u64,
    pub data_neg: i32,
    pub data_double: f64,
    pub data_float: f32,
    pub data_tick: u64,
}
