/// Globals in `.data.long_section_name` of shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
pub struct DataLongSectionName {
    pub c_long: u32,
}
