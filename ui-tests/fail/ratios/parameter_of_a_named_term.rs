use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", let(all(total) = total.nr_mig_same + total.nr_mig_cross), ratio(share = nr_mig_cross / all))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn main() {}
