use ktsnap::{SnapshotSchema, expect};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    saw_cross: bool,
}

fn check(read: &Counters) {
    expect!(read, cross_fraction < 0.7);
}

fn main() {}
