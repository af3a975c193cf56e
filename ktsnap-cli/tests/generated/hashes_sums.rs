/// All entries of the map `cpu_recent` in hashes.bpf.o.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o")]
#[snapshot(map = "cpu_recent")]
pub struct CpuRecent {
    #[snapshot(key = "*", gauge, sum)]
    pub rows: ktsnap::Rows<u32, u64>,
}

/// All entries of the map `cpu_hash_stats` in hashes.bpf.o.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o")]
#[snapshot(map = "cpu_hash_stats")]
pub struct CpuHashStats {
    #[snapshot(key = "*", sum)]
    pub rows: ktsnap::Rows<u32, HashStats>,
}

/// All entries of the map `task_stats` in hashes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o")]
#[snapshot(map = "task_stats")]
pub struct TaskStats {
    #[snapshot(key = "*")]
    pub rows: ktsnap::Rows<i32, HashStats2>,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct hash_stats")]
pub struct HashStats {
    pub nr_runs: u64,
    pub weight: u32,
    // Left out: `state`, `enum hash_state`: only integers have a sum over all CPUs.
    pub slots: [u64; 4],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct hash_stats")]
pub struct HashStats2 {
    pub nr_runs: u64,
    pub weight: u32,
    pub state: HashState,
    pub slots: [u64; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum hash_state")]
#[repr(u32)]
pub enum HashState {
    HashIdle = 0,
    HashBusy = 3,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u32),
}
