use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(rename = "waits", path = "waits.nr")]
    nr_waits: u32,
}

fn main() {}
