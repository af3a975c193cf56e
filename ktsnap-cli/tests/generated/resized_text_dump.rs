use ktsnap::SnapshotSchema;

/// Globals in `.data.text_dump` of resized.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
pub struct DataTextDump {
    /// `char[1]`
    pub text_dump: String,
}
