//! The entries of a per-CPU map, by the enumerators of their keys.

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(shared_fraction = shared / sum(all)))]
struct Stats {
    #[snapshot(key = "DSP_SHARED", sum, allow_unmapped)]
    shared: u64,
    #[snapshot(key = "DSP_KICK")]
    kicks: PerCpu<u64>,
    #[snapshot(key = "*")]
    all: Vec<PerCpu<u64>>,
}
