use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct cross_move")]
struct Counters {
    #[snapshot(path = "why.waited_ns")]
    waited_ns: u64,
    #[snapshot(path = "from.llc")]
    llc: u8,
}
