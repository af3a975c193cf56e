use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct cross_move")]
struct Counters {
    waited_ns: u64,
    llc: u8,
}

fn main() {}
