use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stats")]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

fn main() {}
