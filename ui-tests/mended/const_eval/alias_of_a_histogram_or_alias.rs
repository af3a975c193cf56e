use ktsnap::SnapshotSchema;

type Depths = [u32; 5];

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    depth: Depths,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
