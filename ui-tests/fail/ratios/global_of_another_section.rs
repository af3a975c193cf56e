use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share = nr_mig_cross / slice_us))]
struct Counters {
    nr_mig_cross: u64,
}

fn main() {}
