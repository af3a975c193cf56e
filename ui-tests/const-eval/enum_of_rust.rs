use ktsnap::SnapshotSchema;

enum DspStat {
    Local,
    Shared,
    Kick,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_dsp: DspStat,
}

fn main() {}
