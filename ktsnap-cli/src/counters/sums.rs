//! Which counters have a sum over all CPUs.
//!
//! BTF does not say what an integer means. A count or a duration of each CPU can be added to those of other CPUs, but the sum of
//! moments, extremes, averages, states or numbers means nothing. The names that schedulers give these contain typical words.

use crate::filter::is_wanted;

use super::Int;

/// Words in the names of moments, extremes, averages, states and numbers.
const NOT_COUNTED: [&str; 41] = [
    "at",
    "ts",
    "tstamp",
    "timestamp",
    "stamp",
    "clock",
    "clk",
    "vtime",
    "dvtime",
    "vruntime",
    "vlag",
    "deadline",
    "until",
    "since",
    "now",
    "max",
    "min",
    "avg",
    "average",
    "mean",
    "ewma",
    "last",
    "first",
    "prev",
    "cur",
    "curr",
    "current",
    "peak",
    "ratio",
    "pct",
    "percent",
    "util",
    "freq",
    "perf",
    "id",
    "pid",
    "cpu",
    "seq",
    "gen",
    "flags",
    "state",
];

/// Whether values of several CPUs have a sum: whether the counter is unsigned, and is not named like a moment, an extreme, an
/// average or a state. `name` is the path of the counter; its last member decides.
pub(crate) fn has_sum(name: &str, int: Int) -> bool {
    !int.signed && is_named_as_count(name)
}

/// Whether a name is not that of a moment, an extreme, an average or a state. The last member of the path decides.
pub(crate) fn is_named_as_count(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let last = last.split('[').next().unwrap_or(last);
    !last.split('_').any(|word| NOT_COUNTED.contains(&word.to_ascii_lowercase().as_str()))
}

/// Whether a counter is added up: because its name allows it, or because a pattern of `--sum` selects it.
pub(crate) fn is_summed(sum: &[String], map: &str, name: &str, int: Int) -> bool {
    has_sum(name, int) || (!sum.is_empty() && is_wanted(sum, map, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const U64: Int = Int { size: 8, signed: false };

    #[test]
    fn counts_and_durations_have_a_sum() {
        for name in [
            "stats[WAKE]",
            "cpu_stats.nr_runs",
            "cpu_stats.busy_ns",
            "cpu_ctxs.gstats[LOCAL]",
            "run_time",
            "nr_at_once_x",
        ] {
            assert_eq!(has_sum(name, U64), name != "nr_at_once_x", "{name}");
        }
    }

    #[test]
    fn moments_extremes_and_states_have_none() {
        for name in [
            "ctx.started_at",
            "ctx.last_run_ns",
            "ctx.max_wait_ns",
            "vtime_now",
            "ctx.running_at[3]",
            "avg_lat",
            "cpu",
            "x.MAX_NS",
        ] {
            assert!(!has_sum(name, U64), "{name}");
        }
        assert!(!has_sum("nr_running", Int { size: 8, signed: true }), "a signed integer is a gauge");
    }

    #[test]
    fn a_pattern_sums_what_the_name_forbids() {
        let sum = ["max_*".to_owned()];
        assert!(is_summed(&sum, "ctxs", "ctxs.max_wait_ns", U64));
        assert!(!is_summed(&sum, "ctxs", "ctxs.started_at", U64));
        assert!(!is_summed(&[], "ctxs", "ctxs.max_wait_ns", U64));
    }
}
