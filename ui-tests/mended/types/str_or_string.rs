use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    slowest_comm: std::ffi::CString,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
