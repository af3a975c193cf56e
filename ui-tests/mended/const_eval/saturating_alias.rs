use ktsnap::SnapshotSchema;

type Flag = bool;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
struct Move {
    first: Flag,
}

fn main() {}
