use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", let(decisions = nr_mig_same + nr_mig_cross), ratio(same = nr_mig_same / decisions, cross = nr_mig_cross / decision))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn main() {}
