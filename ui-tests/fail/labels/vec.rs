use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct layer")]
struct Layer {
    nr_tasks: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(only = "in_use")]
    layers: Vec<Layer>,
}

fn main() {}
