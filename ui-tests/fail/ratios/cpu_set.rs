use ktsnap::{CpuSet, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cpus = cross_cpus_seen / nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    cross_cpus_seen: CpuSet,
}

fn main() {}
