use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(widen)]
    last_dsp: i64,
}

fn main() {}
