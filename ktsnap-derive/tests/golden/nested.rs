//! Types of fields: an enum and two C structs. One of the structs is also the value of a per-CPU map.

#[derive(Clone, Copy, SnapshotEnum)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum Way {
    #[snapshot(rename = "DSP_LOCAL")]
    Local,
    #[snapshot(rename = "DSP_SHARED")]
    Shared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", type = "struct cross_move")]
struct Move {
    #[snapshot(path = "from.cpu")]
    from: i16,
    stat: Way,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    #[snapshot(widen)]
    nr: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}
