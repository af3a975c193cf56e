use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct dom_ctx")]
struct Dom {
    #[snapshot(path = "parent->load", gauge)]
    load: u64,
}

fn main() {}
