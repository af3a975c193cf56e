use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", picker = ktsnap::pickers::max_by_sum_u64)]
struct Waits {
    nr: u32,
}

fn main() {}
