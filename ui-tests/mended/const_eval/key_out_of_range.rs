use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(type = "enum slot")]
enum Slot {
    SlotFirst,
    SlotLast = 15,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", enums(Slot))]
struct WaitHist {
    #[snapshot(key = "SLOT_LAST")]
    last: u64,
}

#[test]
fn reads() {
    crate::read::<WaitHist>();
}
