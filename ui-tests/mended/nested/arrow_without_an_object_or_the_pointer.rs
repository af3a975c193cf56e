use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct dom_ctx")]
struct Dom {
    #[snapshot(path = "parent")]
    load: ktsnap::Ptr,
}
