//! Rows with names, flags and counts from members and from parallel arrays, in a section, in an entry and in a value.

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/labels.bpf.o")]
struct Layers {
    #[snapshot(path = "layers[*].nr_tasks", by = "names[*]", only = "used[*]", take = "nr_layers")]
    tasks: Rows<String, u64>,
    #[snapshot(path = "layers[*]", by = "numbers[*]", count)]
    counts: Rows<u32, u64>,
    #[snapshot(path = "waits", take = "nr_layers")]
    waits: Vec<u64>,
    #[snapshot(take = "set.nr_layers")]
    moves: Vec<[u64; 2]>,
    nr_layers: Option<u32>,
    used: Option<[bool; 6]>,
    nr_seen: Option<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/labels.bpf.o", map = "layer_sets")]
struct Entry {
    #[snapshot(key = "0", path = "layers[*].nr_tasks", by = "names[*]", only = "used[*]")]
    tasks: Rows<String, u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/labels.bpf.o", map = "layer_map")]
struct Entries {
    #[snapshot(key = "1..3", path = "hist", sum)]
    hist: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/labels.bpf.o", map = "layer_sets", value = "struct layer_set")]
struct Value {
    #[snapshot(path = "layers[*].nr_tasks", by = "names[*]")]
    tasks: Rows<String, u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/labels.bpf.o", type = "struct layer")]
struct Layer {
    #[snapshot(path = "hist", sum)]
    hist: u64,
}
