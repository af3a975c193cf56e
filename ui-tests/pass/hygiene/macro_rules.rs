// Structs from macros, with names of the caller and of the macro, and with every part as a fragment.
#![deny(warnings)]

mod harness {
    pub(crate) use ktsnap;

    // A macro of a crate that re-exports ktsnap.
    #[macro_export]
    macro_rules! counters {
        (
            $(#[$of_struct:meta])*
            $vis:vis struct $name:ident { $($(#[$of_field:meta])* $field:ident: $ty:ty,)* }
            $($ratio:ident = $a:ident / $b:expr;)*
        ) => {
            $(#[$of_struct])*
            #[derive($crate::harness::ktsnap::SnapshotSchema)]
            #[snapshot(crate = $crate::harness::ktsnap, object = "examples/bpf/dispatch.bpf.o")]
            #[snapshot(ratio($($ratio = $a / $b,)* enqueued = nr_enqueued))]
            $vis struct $name {
                $($(#[$of_field])* $field: $ty,)*
                // A field of the macro, which the caller does not see.
                nr_enqueued: u64,
            }

            impl $name {
                $vis fn read_zeros() -> Self {
                    use $crate::harness::ktsnap::SnapshotSchema;
                    Self::from_section_bytes(&[0; 632]).unwrap()
                }

                $vis fn with_enqueued(self, nr_enqueued: u64) -> Self {
                    Self { nr_enqueued, ..self }
                }
            }
        };
    }

    // The caller names the variants and the enumerators.
    #[macro_export]
    macro_rules! ways {
        ($name:ident = $tag:literal { $($variant:ident = $c:literal),*; $other:ident($held:ty) }) => {
            #[derive(Debug, PartialEq, $crate::harness::ktsnap::SnapshotEnum)]
            #[snapshot(crate = $crate::harness::ktsnap, object = "examples/bpf/dispatch.bpf.o", type = $tag)]
            enum $name {
                $(#[snapshot(rename = $c)] $variant,)*
                #[snapshot(non_exhaustive)]
                $other($held),
            }
        };
    }

    // One field for each number, with a concatenated path.
    #[macro_export]
    macro_rules! elements {
        ($name:ident { $($field:ident = $path:literal as $ty:ty),* $(,)? }) => {
            #[derive($crate::harness::ktsnap::SnapshotSchema)]
            #[snapshot(crate = $crate::harness::ktsnap, object = "examples/bpf/dispatch.bpf.o")]
            struct $name { $(#[snapshot(path = $path)] $field: $ty,)* }
        };
    }
}

ways! { Way = "enum dsp_stat" { Local = "DSP_LOCAL", Shared = "DSP_SHARED"; Other(u32) } }

counters! {
    /// Moves.
    pub(crate) struct Counters {
        nr_mig_same: u64,
        #[snapshot(rename = "nr_mig_cross")]
        cross: <Vec<u64> as IntoIterator>::Item,
        last_dsp: Way,
        dsp_stats: [u64; 1 + 2],
    }
    cross_fraction = cross / (nr_mig_same + cross);
    mean = cross / 3;
}

elements! { Elements { kicks = "dsp_stats[DSP_KICK]" as u64, firsts = "moves[*][0]" as Vec<u64>, cpu = "last_enq.cpu" as u32 } }

fn main() {
    use ktsnap::SnapshotSchema;

    let counters = Counters { nr_mig_same: 3, cross: 1, ..Counters::read_zeros() };
    assert_eq!((counters.cross_fraction(), counters.enqueued()), (Ok(0.25), Ok(0.0)));
    assert_eq!((counters.last_dsp, counters.dsp_stats), (Way::Local, [0; 3]));
    let counters = Counters { cross: 6, ..Counters::read_zeros() }.with_enqueued(7);
    assert_eq!((counters.mean(), counters.enqueued()), (Ok(2.0), Ok(7.0)));
    let elements = Elements::from_section_bytes(&[0; 632]).unwrap();
    assert_eq!((elements.kicks, elements.firsts, elements.cpu), (0, vec![0; 4], 0));
    assert_ne!(Way::Other(2), Way::Shared);
}
