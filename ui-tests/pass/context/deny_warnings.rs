//! Public counters of a library that denies warnings.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused,
    unused_qualifications,
    missing_debug_implementations
)]
#![deny(
    elided_lifetimes_in_paths,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unused_lifetimes
)]
#![deny(
    rust_2018_idioms,
    future_incompatible,
    let_underscore_drop,
    unsafe_code,
    missing_copy_implementations
)]

/// The counters.
pub mod counters {
    use ktsnap::SnapshotSchema;

    /// How far tasks move.
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
    #[snapshot(
        object = "examples/bpf/dispatch.bpf.o",
        picker = ktsnap::pickers::max_by_sum_u64,
        ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross))
    )]
    pub struct Moves {
        /// Within a last-level cache.
        pub nr_mig_same: u64,
        /// From one to another.
        pub nr_mig_cross: Counter,
    }

    /// What counts.
    pub type Counter = u64;
}

fn main() {
    use ktsnap::SnapshotSchema;

    let moves = counters::Moves {
        nr_mig_same: 1,
        nr_mig_cross: 1,
    };
    assert_eq!(moves.cross_fraction(), Ok(0.5));
    assert_eq!(counters::Moves::schema().names().count(), 2);
}
