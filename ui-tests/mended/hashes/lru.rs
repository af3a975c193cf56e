use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "recent_runs")]
struct Recent {
    #[snapshot(key = "*", gauge)]
    runs: ktsnap::Rows<u64, u64>,
}

#[test]
fn reads() {
    crate::read::<Recent>();
}
