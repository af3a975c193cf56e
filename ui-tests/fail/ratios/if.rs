use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = if nr_mig_same > 0 { nr_mig_cross } else { 0 }))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn main() {}
