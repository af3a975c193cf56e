use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / seen))]
struct Counters {
    nr_mig_cross: u64,
    #[snapshot(skip)]
    seen: Box<u64>,
}

fn main() {}
