use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(busy = count(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
