use ktsnap::SnapshotSchema;

struct Note;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(skip)]
    note: Note,
}

fn main() {}
