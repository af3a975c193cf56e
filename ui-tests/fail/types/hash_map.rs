use std::collections::HashMap;

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    dsp_stats: HashMap<u32, u64>,
    nr_task: u32,
}

fn main() {}
