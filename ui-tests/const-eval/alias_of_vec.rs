use ktsnap::SnapshotSchema;

type Stats = Vec<u32>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    dsp_stats: Stats,
}

fn main() {}
