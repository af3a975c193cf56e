// An error in an attribute does not hide errors in the fields.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", sektion = ".bss", picker = 5)]
#[snapshot(ratio(odd = nr_mig_same % 2, cross = nr_mig_cros / nr_mig_same))]
struct Counters {
    #[snapshot(renam = "nr_mig_same", object = "x")]
    nr_mig_same: u32,
    nr_mig_cross: u64,
}

fn main() {}
