use ktsnap::{Rows, SnapshotEnum, SnapshotSchema};

#[derive(Clone, Copy, PartialEq, Eq, Hash, SnapshotEnum)]
#[snapshot(object = "tests/bpf/groups.bpf.o", type = "enum place")]
enum Place {
    PlaceShared,
    PlaceOwned,
    PlaceOpen = 7,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", ratio(share[at] = percent(runs[at] / sum(runs))))]
struct Counters {
    #[snapshot(path = "nr_runs", by = "cell", sum)]
    runs: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
