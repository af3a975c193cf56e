use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: u64,
    dsp_stats: [u64; 3],
    #[snapshot(sum(nr_mig_same, dsp_stats))]
    all: u64,
}

fn main() {}
