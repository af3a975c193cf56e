use ktsnap::{PerCpu, SnapshotSchema};

type EachCpu = PerCpu<u64>;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    local: EachCpu,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
