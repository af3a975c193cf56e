//! The options that say what values mean. BTF does not.

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Kinds {
    /// Show the value of each CPU of per-CPU maps, and no sums
    #[arg(long)]
    pub(crate) per_cpu: bool,
    /// Add up values that match PATTERN over all CPUs, although they decrease or have the name of a time, an extreme or a state
    #[arg(long, value_name = "PATTERN")]
    pub(crate) sum: Vec<String>,
    /// Treat values that match PATTERN as gauges, which go up and down, although they only grow in these reports
    #[arg(long, value_name = "PATTERN")]
    pub(crate) gauge: Vec<String>,
    /// Treat values that match PATTERN as counters
    #[arg(long, value_name = "PATTERN")]
    pub(crate) counter: Vec<String>,
}
