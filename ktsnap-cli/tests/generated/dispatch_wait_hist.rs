/// All entries of the map `wait_hist` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "wait_hist")]
pub struct WaitHist {
    #[snapshot(key = "*")]
    pub entries: [u64; 16],
}
