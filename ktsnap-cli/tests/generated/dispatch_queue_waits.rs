/// All entries of the map `queue_waits` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "queue_waits")]
pub struct QueueWaits {
    #[snapshot(key = "*")]
    pub entries: [WaitStats; 2],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct WaitStats {
    pub total_ns: u64,
    pub max_ns: u64,
    pub nr: u32,
}
