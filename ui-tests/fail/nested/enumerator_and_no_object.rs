use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct topology")]
struct Topology {
    #[snapshot(path = "nr_cpus[NODE_LAST]")]
    last: u32,
}

fn main() {}
