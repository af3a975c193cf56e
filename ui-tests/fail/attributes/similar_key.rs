use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", sektion = ".bss")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
