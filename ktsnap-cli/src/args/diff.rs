//! The arguments of `ktsnap diff`.

use std::path::PathBuf;
use std::time::Duration;

/// Show the counters that changed between reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Reports written by `ktsnap capture` contain the time of the capture. `diff` sorts them by that time
and computes rates. It rejects reports of different series or different boots.

Other reports are compared in the order given. If counters decrease from one report to the next and
no map counts up, the order is probably wrong, and `diff` fails unless --in-order is given.

Examples:
  ktsnap diff before.json after.json
  ktsnap diff stall.repro.failure-dump.json          # from the first stall to the failure
  ktsnap diff target/ktstr/6.16.0-3f2a9c1/migrations    # a run, see `ktsnap runs --help`
  ktsnap diff a0.json a1.json --every 2s
  ktsnap diff run-*.json --only 'nr_*'               # one series of `ktsnap capture`
  ktsnap diff a0.json a1.json a2.json --times 0,2,4.5")]
pub(crate) struct Diff {
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
    /// Also show counters that did not change
    #[arg(long)]
    pub(crate) all: bool,
}
