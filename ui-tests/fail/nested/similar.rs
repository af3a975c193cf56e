use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stat")]
struct Waits {
    nr: u32,
}

fn main() {}
