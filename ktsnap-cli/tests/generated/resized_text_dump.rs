/// Globals in `.data.text_dump` of resized.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
pub struct DataTextDump {
    /// `char[1]`
    pub text_dump: std::ffi::CString,
}
