use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters<const N: usize> {
    dsp_stats: [u64; N],
}

fn main() {}
