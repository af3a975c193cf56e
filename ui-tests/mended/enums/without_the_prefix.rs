use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum wake_stat")]
enum WakeStat {
    #[snapshot(rename = "WAKE_STAYED")]
    Stayed,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

fn main() {}
