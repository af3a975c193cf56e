use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", type = "struct layer")]
struct Layer {
    name: String,
    nr_tasks: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_sets", value = "struct layer_set")]
struct Set {
    #[snapshot(path = "layers[0]", sum)]
    first: Layer,
}

fn main() {}
