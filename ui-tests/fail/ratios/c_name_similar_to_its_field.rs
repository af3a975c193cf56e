use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / 2))]
struct Counters {
    #[snapshot(rename = "nr_mig_cross")]
    nr_mig_crossed: u64,
}

fn main() {}
