use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct topology", ratio(last = nr_cpus[NODE_LAST] / sum(nr_cpus)))]
struct Topology {
    nr_cpus: [u32; 8],
}

fn main() {}
