use ktsnap::SnapshotSchema;

type Flag = bool;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
struct Move {
    #[snapshot(saturating)]
    first: Flag,
}

fn main() {}
