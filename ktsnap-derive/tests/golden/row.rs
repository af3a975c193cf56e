//! Rows of arrays: columns by enumerators of BTF and of a Rust enum, and a struct that reads and reduces rows.

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", type = "u64[NR_DSP_STATS]", key = "enum dsp_stat")]
struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    local: u64,
    #[snapshot(key = "DSP_KICK", max)]
    kick: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[NR_LLCS]", enums(Llc))]
struct Moves {
    #[snapshot(key = "LLC_FAR")]
    far: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    dsp_stats: DspStats,
    moves: Vec<Moves>,
    #[snapshot(path = "moves[*]", sum)]
    all: Moves,
}
