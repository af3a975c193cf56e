//! Every kind of struct in a library that denies many lints. Some items are deprecated.
#![forbid(unsafe_code)]
#![deny(warnings, deprecated, missing_docs, unused, unused_qualifications, unreachable_pub, unnameable_types)]
#![deny(missing_debug_implementations, single_use_lifetimes, trivial_casts, trivial_numeric_casts, variant_size_differences)]
#![deny(elided_lifetimes_in_paths, unused_lifetimes, unused_results, let_underscore_drop, non_ascii_idents)]
#![deny(future_incompatible, keyword_idents, nonstandard_style, rust_2018_idioms, rust_2021_compatibility)]
#![deny(rust_2024_compatibility, redundant_lifetimes, meta_variable_misuse, explicit_outlives_requirements)]
#![deny(non_local_definitions, unused_import_braces, macro_use_extern_crate, absolute_paths_not_starting_with_crate)]

/// The counters.
pub mod counters {
    use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};

    /// What a task found.
    #[deprecated]
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
    #[repr(u8)]
    pub enum Found {
        /// Its CPU was idle.
        #[deprecated]
        WakeStayed = FIRST - 2,
        /// Another was.
        WakeMoved,
        /// Anything else.
        #[deprecated]
        #[snapshot(non_exhaustive)]
        Other(u32),
    }

    const FIRST: u8 = 2;

    /// Which way a task went.
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
    #[repr(u32)]
    pub enum Way {
        /// To an idle CPU.
        DspLocal,
        /// To the shared queue.
        #[deprecated]
        DspShared,
        /// Any other.
        #[snapshot(non_exhaustive)]
        Other(u32),
    }

    /// Waits.
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct wait_stats", ratio(
        /// Of one task.
        mean_ns = total_ns / nr
    ))]
    pub struct Waits {
        /// Of all tasks.
        #[deprecated]
        pub total_ns: u64,
        /// The longest.
        #[snapshot(gauge)]
        pub max_ns: u64,
        /// How many.
        pub nr: u32,
    }

    /// Globals.
    #[derive(Debug, Clone, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = ktsnap::pickers::max_by_sum_u64)]
    #[snapshot(ratio(
        cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross),
        #[doc = "Of those that"]
        /// were kicked.
        kicks = percent(dsp_stats[DSP_KICK] / sum(dsp_stats)),
        mean_ns = waits.max_ns / nr_tasks,
    ))]
    pub struct Counters {
        /// Within a last-level cache.
        #[deprecated(since = "0.2.0", note = "use `nr_mig_cross`")]
        pub nr_mig_same: u64,
        /// From one to another.
        pub nr_mig_cross: Counter,
        /// A gauge.
        #[snapshot(gauge, widen)]
        pub nr_tasks: u64,
        /// Not in every version.
        pub lag_ns: Option<i64>,
        /// The last.
        #[deprecated]
        pub last_dsp: Way,
        /// By way.
        pub dsp_stats: [u64; NR],
        /// From, to.
        pub moves: Vec<Vec<u64>>,
        /// Waits.
        pub waits: Waits,
        /// Who waited longest.
        pub slowest_comm: String,
        /// The last.
        pub last_task: Ptr,
        /// Where tasks came to.
        pub cross_cpus_seen: CpuSet,
        /// A bit of a word.
        #[snapshot(path = "last_enq.kthread")]
        pub kthread: bool,
        /// Over all LLCs.
        #[snapshot(path = "per_llc[*].nr_in", sum)]
        pub nr_in: u64,
        /// Of each LLC.
        #[snapshot(path = "per_llc[*].nr_running")]
        pub nr_running: Vec<i32>,
        /// Not read.
        #[snapshot(skip)]
        pub note: Option<String>,
    }

    /// What counts.
    pub type Counter = u64;
    const NR: usize = 3;

    /// Constants, which never change.
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    pub struct Constants {
        /// Microseconds.
        pub slice_us: u32,
        /// A share.
        pub max_cross_fraction: f64,
    }

    /// Entries of a map.
    #[derive(Debug, Clone, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat", allow_unmapped)]
    #[snapshot(ratio(local_fraction = local / all))]
    pub struct Stats {
        /// To an idle CPU.
        #[snapshot(key = "DSP_LOCAL", sum)]
        pub local: u64,
        /// To an idle CPU, by CPU.
        #[snapshot(key = "DSP_LOCAL")]
        pub by_cpu: PerCpu<u64>,
        /// All.
        #[snapshot(key = "*", sum)]
        pub all: u64,
    }

    /// One value per CPU.
    #[deprecated]
    #[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    pub struct CpuStats {
        /// How often.
        #[snapshot(sum)]
        pub nr_runs: u64,
        /// How long.
        #[snapshot(max)]
        pub busy_ns: u64,
    }
}

fn main() {
    use ktsnap::SnapshotSchema;

    let counters = counters::Counters::from_section_bytes(&[0; 632]).unwrap();
    assert_eq!(counters.since(&counters), Ok(counters.clone()));
    assert!(counters.cross_fraction().is_err() && counters.kicks().is_err() && counters.mean_ns().is_err());
    assert!(counters::Stats::from_section_bytes(&[0; 24]).unwrap().local_fraction().is_err());
    assert_eq!(counters::Constants::schema().location.name(), ".rodata");
}
