use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o", type = "struct dom_ctx")]
struct Dom {
    #[snapshot(path = "parent->load", gauge)]
    load: u64,
}
