use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(few = count(dsp_stats > 2 && dsp_stats < 9)))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
