use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/two_sections.bpf.o")]
struct Counters {
    wanted_id: u32,
}

fn main() {}
