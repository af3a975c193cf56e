use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct layer_set")]
struct LayerSet {
    waits: Vec<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", ratio(mean_wait = set.waits / nr_seen))]
struct Layers {
    set: LayerSet,
    nr_seen: u64,
}

fn main() {}
