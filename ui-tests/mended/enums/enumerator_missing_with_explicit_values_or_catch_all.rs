use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "enum deep")]
enum Deep {
    DeepLow = -0x1_0000_0000,
    #[snapshot(non_exhaustive)]
    Other,
}

fn main() {}
