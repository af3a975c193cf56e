use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct topology")]
struct Topology {
    #[snapshot(path = "nr_cpus[3")]
    last: u32,
}

fn main() {}
