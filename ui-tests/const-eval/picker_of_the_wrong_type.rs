use ktsnap::SnapshotSchema;

fn first(rows: &[u64]) -> Option<usize> {
    (!rows.is_empty()).then_some(0)
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = first)]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
