use ktsnap::SnapshotSchema;

#[derive(ktsnap::SnapshotEnum)]
#[snapshot(type = "enum slot")]
enum Waits {
    SlotFirst,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", enums(Waits))]
struct WaitHist {
    #[snapshot(key = "SLOT_FIRST")]
    first: u64,
}

#[test]
fn reads() {
    crate::read::<WaitHist>();
}
