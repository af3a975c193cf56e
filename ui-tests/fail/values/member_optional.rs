use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: Option<u64>,
}

fn main() {}
