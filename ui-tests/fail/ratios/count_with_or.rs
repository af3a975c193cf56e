use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(either = count(dsp_stats > 9 or dsp_stats < 2)))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
