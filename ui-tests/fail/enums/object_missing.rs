use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispach.bpf.o", type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

fn main() {}
