use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(busy = count(moves > 0)))]
struct Counters {
    moves: [[u64; 4]; 4],
}

fn main() {}
