// An error in an attribute does not hide errors in the fields.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".bss", picker = ktsnap::pickers::max_by_sum_u64)]
#[snapshot(ratio(cross = nr_mig_cross / nr_mig_same))]
struct Counters {
    #[snapshot(rename = "nr_mig_same")]
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
