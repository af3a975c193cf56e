//! The arguments of commands that follow counters through several reports.

use std::path::PathBuf;
use std::time::Duration;

use super::{Kinds, Naming};

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Series {
    /// Two or more reports: in any order if written by `ktsnap capture`, otherwise the earliest first; or one report with two
    /// snapshots, which are compared: the one at the first stall with the one at the failure; or one run, whose first and last
    /// periodic reports are compared
    #[arg(value_name = "REPORT", num_args = 1.., required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// Of reports with two snapshots, compare those taken at the first stall instead of those at the failure
    #[arg(long)]
    pub(crate) early: bool,
    /// Time between two reports, for example `2s` or `500ms`: computes rates for reports that contain no time
    #[arg(long, value_name = "DURATION", conflicts_with = "times", value_parser = humantime::parse_duration)]
    pub(crate) every: Option<Duration>,
    /// Time of each report in seconds: computes rates for reports that contain no time
    #[arg(long, value_name = "SECONDS", value_delimiter = ',')]
    pub(crate) times: Vec<f64>,
    /// Accept decreasing counters: the reports are in order, and their values go up and down
    #[arg(long)]
    pub(crate) in_order: bool,
    /// Show only counters that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    #[command(flatten)]
    pub(crate) naming: Naming,
    #[command(flatten)]
    pub(crate) kinds: Kinds,
}
