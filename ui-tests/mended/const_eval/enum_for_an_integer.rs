use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_tasks: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
