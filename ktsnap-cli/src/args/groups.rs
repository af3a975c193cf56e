//! The arguments of `ktsnap diff` that compare two groups of measurements.

/// Two groups of independent measurements.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Groups of measurements")]
pub(crate) struct Groups {
    /// Compare the measurements in the files and runs that match GLOB with those of `--after`: medians, spread and a rank test
    ///
    /// A measurement is a run, a document with two snapshots, all reports of one series of `ktsnap capture`, or else a
    /// single report. Give GLOB in quotes, or several paths.
    #[arg(long, value_name = "GLOB", num_args = 1.., requires = "after", conflicts_with_all = ["reports", "every", "times"])]
    pub(crate) before: Vec<String>,
    /// The other group of measurements
    #[arg(long, value_name = "GLOB", num_args = 1.., requires = "before")]
    pub(crate) after: Vec<String>,
}
