use std::collections::HashMap;

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Counters {
    nr: HashMap<u32, u32>,
}

fn main() {}
