use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/tests/layouts/pointers.json")]
struct Counters {
    #[snapshot(path = "dom_ctxs[0]->load", gauge)]
    load: Option<u64>,
}

fn main() {}
