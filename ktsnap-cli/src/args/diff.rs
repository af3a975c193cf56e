//! The arguments of `ktsnap diff`.

use super::{Declared, Groups, Pictures, Series};

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
  ktsnap diff run-*.json --plot nr_running --plot 'nr_mig_*'
  ktsnap diff run-*.json --only 'nr_*'               # one series of `ktsnap capture`
  ktsnap diff a0.json a1.json a2.json --times 0,2,4.5
  ktsnap diff --before 'old/*.json' --after 'new/*.json'    # was it better?")]
#[command(mut_arg("reports", |reports| reports.required(false).required_unless_present("before")))]
#[command(mut_arg("before", |before| before.conflicts_with_all(["plot", "svg"])))]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) series: Series,
    #[command(flatten)]
    pub(crate) declared: Declared,
    #[command(flatten)]
    pub(crate) groups: Groups,
    /// Also show counters that did not change
    #[arg(long)]
    pub(crate) all: bool,
    /// Draw counters and ratios that match PATTERN over time instead of a table: rates of counters, values of gauges, and ratios of
    /// the differences from each report to the next; can be repeated, and each PATTERN is a picture
    #[arg(long, value_name = "PATTERN", help_heading = "Pictures")]
    pub(crate) plot: Vec<String>,
    #[command(flatten)]
    pub(crate) pictures: Pictures,
}
