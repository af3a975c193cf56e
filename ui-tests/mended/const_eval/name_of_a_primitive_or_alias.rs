use ktsnap::SnapshotSchema;

#[allow(non_camel_case_types)]
type u64 = core::primitive::u64;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
