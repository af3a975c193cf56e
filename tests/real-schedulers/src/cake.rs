//! scx_cake 1.2.2: a per-CPU array with one `u64` per statistic, and histograms in `.bss`. Nothing in the object has the type
//! `enum cake_stat`, so BTF lacks the enumerators.

use ktsnap::{SnapshotEnum, SnapshotSchema};

/// The first of the 138 keys, in the order of `cake.bpf.c`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum CakeStat {
    CAKE_STAT_SELECT,
    CAKE_STAT_SERIAL,
    CAKE_STAT_HOME,
    CAKE_STAT_WP_ATTEMPT,
    CAKE_STAT_WP_TINY,
    CAKE_STAT_WP_SMALL,
    CAKE_STAT_WP_PROTECT,
    CAKE_STAT_WP_VTIME,
    CAKE_STAT_WP_STARVED,
    CAKE_STAT_WP_FIRED,
}

/// The sums over all CPUs. The scheduler only counts with `--toggle probe=1`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o", map = "cake_stats", enums(CakeStat))]
#[snapshot(ratio(
    /// In percent of the calls of `select_cpu`, as its user space prints all of these.
    pub serial_pct = percent(serial / select),
    pub home_pct = percent(home / select),
    pub wp_fired_pct = percent(wp_fired / select),
))]
pub struct Cake {
    #[snapshot(key = "CAKE_STAT_SELECT", sum)]
    pub select: u64,
    #[snapshot(key = "CAKE_STAT_SERIAL", sum)]
    pub serial: u64,
    #[snapshot(key = "CAKE_STAT_HOME", sum)]
    pub home: u64,
    #[snapshot(key = "CAKE_STAT_WP_ATTEMPT", sum)]
    pub wp_attempt: u64,
    #[snapshot(key = "CAKE_STAT_WP_TINY", sum)]
    pub wp_tiny: u64,
    #[snapshot(key = "CAKE_STAT_WP_SMALL", sum)]
    pub wp_small: u64,
    #[snapshot(key = "CAKE_STAT_WP_PROTECT", sum)]
    pub wp_protect: u64,
    #[snapshot(key = "CAKE_STAT_WP_VTIME", sum)]
    pub wp_vtime: u64,
    #[snapshot(key = "CAKE_STAT_WP_STARVED", sum)]
    pub wp_starved: u64,
    #[snapshot(key = "CAKE_STAT_WP_FIRED", sum)]
    pub wp_fired: u64,
}

/// Log2 bands: `cake_hist[cpu][kind][band]`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o")]
pub struct CakeHist {
    /// The time that tasks waited between placement and run, per CPU.
    #[snapshot(path = "cake_hist[*][0]")]
    pub hop: Vec<[u64; 16]>,
    #[snapshot(path = "cake_hist[*][0][*]", sum)]
    pub nr_hops: u64,
    #[snapshot(path = "cake_hist[*][1][*]", sum)]
    pub nr_handoffs: u64,
    /// Releases because of a real-time task, a deadline task, a stop, or an unknown reason.
    pub cake_release_reason: [u64; 4],
}
