// Fields, variants and keys with `cfg`. Disabled fields need not exist in the object.
#![allow(dead_code, unexpected_cfgs)]

use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum Way {
    DspLocal,
    DspShared,
    #[cfg(all())]
    DspKick,
    NrDspStats,
    #[cfg(any())]
    DspStolen,
}

#[derive(SnapshotSchema)]
#[cfg_attr(all(), snapshot(object = "examples/bpf/dispatch.bpf.o"))]
#[cfg_attr(any(), snapshot(object = "examples/bpf/another.bpf.o"))]
#[cfg_attr(all(), snapshot(ratio(cross_fraction = cross / (nr_mig_same + cross))))]
#[cfg_attr(any(), snapshot(ratio(stolen_fraction = nr_stolen / nr_mig_same)))]
struct Counters {
    #[cfg(all())]
    nr_mig_same: u64,
    #[cfg(any())]
    nr_mig_same: u32,
    #[cfg(any())]
    nr_stolen: u64,
    #[cfg_attr(all(), snapshot(rename = "nr_mig_cross"))]
    #[cfg_attr(any(), snapshot(rename = "nr_cross"))]
    cross: u64,
    last_dsp: Way,
    #[cfg(feature = "no feature")]
    #[snapshot(key = "nonsense", sum = 3)]
    nonsense: u64,
}

#[cfg(any())]
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/another.bpf.o")]
struct Counters {
    nr_stolen: u64,
}

fn main() {
    assert_eq!(Counters::schema().names().collect::<Vec<_>>(), ["nr_mig_same", "nr_mig_cross", "last_dsp"]);
    let counters = Counters { nr_mig_same: 3, cross: 1, last_dsp: Way::DspKick };
    assert_eq!(counters.cross_fraction(), Ok(0.25));
}
