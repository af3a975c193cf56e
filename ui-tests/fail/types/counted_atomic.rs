use std::sync::atomic::AtomicU64;

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / nr_mig_same))]
struct Counters {
    nr_mig_same: AtomicU64,
    nr_mig_cross: u64,
}

fn print(counters: &Counters) {
    println!("{:?}", counters.cross());
}

fn main() {}
