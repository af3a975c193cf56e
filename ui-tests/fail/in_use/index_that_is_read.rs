use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_cpus", take = "waits[nr_layers]", gauge)]
    cpus: Vec<u32>,
}

fn main() {}
