use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stats")]
enum DspStat {
    DspLocal,
}

fn main() {}
