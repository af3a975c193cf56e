// Structs in every place where an item can be.
#![deny(warnings)]

use ktsnap::{SnapshotEnum, SnapshotSchema};

const _: () = {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(per_way = sum(dsp_stats) / 3))]
    struct InAConst {
        dsp_stats: [Counter; NR],
        last_dsp: Way,
    }

    #[derive(SnapshotEnum)]
    #[repr(u32)]
    enum Way {
        DspLocal = FIRST,
        DspShared,
        DspKick,
        NrDspStats,
    }

    type Counter = u64;
    const NR: usize = 3;
    const FIRST: u32 = 0;

    assert!(<InAConst as ktsnap::__private::DerivedSchema>::SCHEMA.vars.len() == 2);
    impl super_trait::Named for InAConst {
        fn name(&self) -> &'static str {
            let _ = (self.per_way(), &self.last_dsp);
            Self::schema().location.name()
        }
    }
};

mod super_trait {
    pub(crate) trait Named {
        fn name(&self) -> &'static str;

        fn enqueued() -> u64 {
            use ktsnap::SnapshotSchema;

            #[derive(SnapshotSchema)]
            #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
            struct InATrait {
                nr_enqueued: u64,
            }

            InATrait::from_section_bytes(&[1; 632]).unwrap().nr_enqueued & 0xff
        }
    }
}

struct OfThisCrate;

impl super_trait::Named for OfThisCrate {
    fn name(&self) -> &'static str {
        "a type of this crate"
    }
}

fn generic<T: Default + PartialEq<u64>>() -> bool {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    struct InAGenericFunction {
        #[snapshot(sum)]
        nr_runs: u64,
    }

    T::default() == InAGenericFunction::from_section_bytes(&[0; 16]).unwrap().nr_runs
}

const fn in_a_const_function() -> usize {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct InAConstFunction {
        nr_mig_same: u64,
        waits: Waits,
    }

    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
    struct Waits {
        nr: u32,
    }

    <InAConstFunction as ktsnap::__private::DerivedSchema>::SCHEMA.fields.len()
}

const VARS: usize = in_a_const_function();

async fn in_a_future() -> u32 {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct InAFuture {
        slice_us: u32,
    }

    InAFuture::from_section_bytes(&[0; 16]).unwrap().slice_us
}

fn main() {
    use super_trait::Named;

    let in_a_closure = || {
        #[derive(SnapshotSchema)]
        #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
        struct InAClosure {
            nr_mig_cross: u64,
        }
        InAClosure::from_section_bytes(&[0; 632]).unwrap().nr_mig_cross
    };
    assert_eq!(in_a_closure(), 0);
    assert_eq!(OfThisCrate::enqueued(), 1);
    assert_eq!(OfThisCrate.name(), "a type of this crate");
    assert!(generic::<u64>());
    assert_eq!(VARS, 2);
    drop(in_a_future());
}
