use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cros / nr_mig_same, same))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn print(counters: &Counters) {
    println!("{:?} {:?}", counters.cross(), counters.same());
}

fn main() {}
