use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
struct Stats {
    local: u32,
}

fn main() {}
