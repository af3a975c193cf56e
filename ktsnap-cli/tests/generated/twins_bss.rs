/// Globals in `.bss` of twins.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/twins.bpf.o")]
pub struct Bss {
    pub only_a: u64,
    pub split: u64,
    // Left out: `cnt`, `volatile u64`: 2 statics of `.bss` have this name, so a report can't
    // distinguish them.
    pub only_b: u64,
}
