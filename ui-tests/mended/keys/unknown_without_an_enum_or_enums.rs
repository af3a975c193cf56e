use ktsnap::SnapshotSchema;

#[derive(ktsnap::SnapshotEnum)]
#[snapshot(type = "enum stat_idx")]
enum StatIdx {
    Hits,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", enums(StatIdx))]
struct Stats {
    #[snapshot(key = "HITS", sum)]
    hits: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
