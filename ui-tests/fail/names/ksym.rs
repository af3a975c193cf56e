use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: u64,
    sd_llc_id: i32,
}

fn main() {}
