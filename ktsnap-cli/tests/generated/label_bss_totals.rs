/// Globals in `.bss.totals` of label.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/label.bpf.o")]
pub struct BssTotals {
    /// `unsigned __int128[2]`
    pub totals: Vec<[u8; 16]>,
}
