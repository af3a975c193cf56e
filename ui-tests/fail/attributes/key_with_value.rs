use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", key = "enum dsp_stat", value = "struct instance")]
struct Instance {
    nr_cpus: u32,
}

fn main() {}
