//! The arguments that choose the counters that become metrics.

use super::select::{Only, Ratios, Sources};
use super::{Declared, Object};

/// Counters that become metrics.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Chosen {
    #[command(flatten)]
    pub(crate) object: Option<Object>,
    #[command(flatten)]
    pub(crate) declared: Declared,
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten)]
    pub(crate) only: Only,
    /// Export the sum over all CPUs of values that match PATTERN, instead of a value for each CPU
    #[arg(long, value_name = "PATTERN")]
    pub(crate) sum: Vec<String>,
    /// Export values that match PATTERN as gauges, which go up and down, even if `--counter` matches them
    #[arg(long, value_name = "PATTERN")]
    pub(crate) gauge: Vec<String>,
    /// Export values that match PATTERN as counters, which keep their highest value if they decrease
    #[arg(long, value_name = "PATTERN")]
    pub(crate) counter: Vec<String>,
    #[command(flatten)]
    pub(crate) ratios: Ratios,
}

impl Chosen {
    /// The options that are given, and `OBJECT`.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` and `serve` have them"))]
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> {
        let Self { object, declared, sources, only, sum, gauge, counter, ratios } = self;
        let given = [
            ("OBJECT", object.is_some()),
            ("--struct", declared.name.is_some()),
            ("--section", !sources.section.is_empty()),
            ("--map", !sources.map.is_empty()),
            ("--key", sources.key.is_some()),
            ("--rows", !sources.rows.is_empty()),
            ("--histogram", !sources.histogram.is_empty()),
            ("--only", !only.only.is_empty()),
            ("--sum", !sum.is_empty()),
            ("--gauge", !gauge.is_empty()),
            ("--counter", !counter.is_empty()),
            ("--ratio", !ratios.ratio.is_empty()),
            ("--let", !ratios.terms.is_empty()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(option, _)| option)
    }
}
