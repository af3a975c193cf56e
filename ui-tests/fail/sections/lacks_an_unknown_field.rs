use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".rodata")]
struct Counters {
    slice_u: u32,
}

fn main() {}
