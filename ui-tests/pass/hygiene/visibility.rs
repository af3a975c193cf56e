// Every visibility of structs, fields and ratios. By default, a ratio has the visibility of its struct.
#![deny(private_interfaces, private_bounds, unreachable_pub)]

mod outer {
    pub(crate) mod inner {
        use ktsnap::SnapshotSchema;

        #[derive(SnapshotSchema)]
        #[snapshot(
            object = "examples/bpf/dispatch.bpf.o",
            ratio(
                as_the_struct = secret / open,
                pub(super) for_outer = secret / open,
                pub(in crate::outer) for_outer_by_path = secret / open,
                pub(self) for_inner = secret / open,
            )
        )]
        pub(crate) struct Counters {
            #[snapshot(rename = "nr_mig_same")]
            secret: u64,
            #[snapshot(rename = "nr_mig_cross")]
            pub(crate) open: u64,
            #[snapshot(path = "dsp_stats[0]")]
            pub(super) for_outer: u64,
            #[snapshot(path = "dsp_stats[1]")]
            pub(in crate::outer) for_outer_by_path: u64,
            pub(super) waits: Waits,
        }

        #[derive(SnapshotSchema)]
        #[snapshot(type = "struct wait_stats", ratio(pub(crate) mean_ns = total_ns / nr))]
        pub(in crate::outer) struct Waits {
            pub(self) total_ns: u64,
            nr: u32,
        }

        #[derive(SnapshotSchema)]
        #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
        struct Private {
            #[snapshot(sum)]
            nr_runs: u64,
        }

        pub(crate) fn counters() -> Counters {
            let counters = Counters {
                secret: 1,
                open: 2,
                for_outer: 3,
                for_outer_by_path: 4,
                waits: Waits { total_ns: 8, nr: 2 },
            };
            assert_eq!(counters.for_inner(), Ok(0.5));
            assert_eq!(Private::from_section_bytes(&[0; 16]).unwrap().nr_runs, 0);
            counters
        }
    }

    pub(crate) fn counters() -> inner::Counters {
        let counters = inner::counters();
        assert_eq!((counters.for_outer, counters.for_outer_by_path), (3, 4));
        assert_eq!((counters.for_outer(), counters.for_outer_by_path()), (Ok(0.5), Ok(0.5)));
        assert_eq!(counters.waits.mean_ns(), Ok(4.0));
        counters
    }
}

fn main() {
    let counters = outer::counters();
    assert_eq!((counters.open, counters.as_the_struct()), (2, Ok(0.5)));
}
