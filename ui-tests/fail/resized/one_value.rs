use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Slots {
    slot_started: u64,
}

fn main() {}
