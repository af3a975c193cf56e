use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "dsp_stats[DSP_SHARE]")]
    shared: u64,
}

fn main() {}
