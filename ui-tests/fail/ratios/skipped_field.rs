use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / elapsed_ns))]
struct Counters {
    nr_mig_cross: u64,
    #[snapshot(skip)]
    elapsed_ns: u64,
}

fn main() {}
