// A harness that re-exports the crate, so that its users do not depend on it.
mod harness {
    pub(crate) mod counters {
        pub(crate) use ktsnap::*;
    }
    pub(crate) use ktsnap as snapshots;
}

mod ktsnap_is_elsewhere {
    use crate::harness::counters::SnapshotSchema;

    type Counter = u64;

    #[derive(SnapshotSchema)]
    #[snapshot(
        crate = crate::harness::counters,
        object = "examples/bpf/dispatch.bpf.o",
        picker = crate::harness::counters::pickers::max_by_sum_u64,
        ratio(same = nr_mig_same / 2)
    )]
    pub(crate) struct Counters {
        pub(crate) nr_mig_same: Counter,
    }

    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", crate = super::harness::snapshots)]
    pub(crate) struct Knobs {
        #[allow(dead_code)]
        slice_us: u32,
    }
}

use harness::snapshots::SnapshotSchema;
use ktsnap_is_elsewhere::{Counters, Knobs};

fn main() {
    assert_eq!((Counters::schema().location.name(), Knobs::schema().location.name()), (".bss", ".rodata"));
    assert_eq!(Counters { nr_mig_same: 3 }.same(), Ok(1.5));
}
