use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", key = "enum dsp_stat")]
struct Counters {
    nr_cpus: u32,
}

fn main() {}
