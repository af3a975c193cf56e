// A struct in a struct, in an array.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct place")]
struct Place {
    cpu: i16,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
struct Move {
    from: Place,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_cross: Move,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
