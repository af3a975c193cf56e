use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance", ratio(each = nr_enqueued / nr_cpus))]
struct Counters {
    nr_cpus: u32,
}

fn main() {}
