//! The arguments of `ktsnap page`.

use std::path::PathBuf;

use super::{Declared, Groups, Series};

/// Write an HTML page with pictures of the counters in several reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The page is one file that needs no network: curves of the counters that changed, the values of
per-CPU maps in the last report, and the first report compared with the last. The page shows the
values at a position under the pointer and with the arrow keys, and contains its data as JSON.

With --before and --after, the page answers `was it better?` for a pull request: the medians, the
spread and the rank test of each counter and ratio, and the values of those that differ.

Examples:
  ktsnap page run-*.json -o run.html                    # one series of `ktsnap capture`
  ktsnap page a0.json a1.json a2.json --every 2s -o run.html
  ktsnap page run-*.json --histogram wait_hist=Log2 -o run.html
  ktsnap page run-*.json --struct src/counters.rs:Bss -o run.html
  ktsnap page --before 'old/*.json' --after 'new/*.json' -o better.html
  ktsnap page run-*.json --only 'nr_*' --title 'Migrations' -o run.html")]
#[command(mut_arg("reports", |reports| reports.required(false).required_unless_present("before")))]
#[command(mut_arg("before", |before| before.conflicts_with("histogram")))]
pub(crate) struct Page {
    #[command(flatten)]
    pub(crate) series: Series,
    #[command(flatten)]
    pub(crate) declared: Declared,
    #[command(flatten)]
    pub(crate) groups: Groups,
    /// File to write
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Heading of the page [default: the names of the first and the last report]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Draw the array at PATH in the last report as a histogram with these buckets, for example `wait_hist=Log2`; PATH begins with the
    /// name of the map; can be repeated
    #[arg(long, value_name = "PATH=BUCKETS")]
    pub(crate) histogram: Vec<String>,
    /// Also show counters that did not change
    #[arg(long)]
    pub(crate) all: bool,
    /// Replace FILE even if it is not a page of ktsnap
    #[arg(long)]
    pub(crate) force: bool,
}
