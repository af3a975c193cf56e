//! The arguments of `ktsnap capture`.

use std::path::PathBuf;
use std::time::Duration;

use super::Chosen;
use super::running::RunningArgs;
use super::running::period;

/// Write a report of the running scheduler's maps (needs root and the feature `live`)
#[derive(Debug, clap::Args)]
#[command(mut_arg("path", |path| path.required(false)))]
#[command(after_help = "\
A report is a JSON document on one line. It contains the time of the capture, by which `ktsnap diff`
sorts reports and computes rates.

With --every, `capture` writes a series of numbered reports, and stops after --count reports or on
Ctrl-C. If no scheduler is attached, `capture` says so, skips that number, and continues with the
next scheduler. Without --count, numbers have six digits and the series ends after number 999999.
A new series never mixes with an earlier one: with --force, its first report removes all reports
of the earlier series.

With --openmetrics, FILE has the metrics of `ktsnap serve OBJECT` instead, in the text format that
the textfile collector of node_exporter reads. --every replaces FILE each time.

Exit codes:
  0  at least one report was written
  1  no report was written: no scheduler is attached, or CAP_SYS_ADMIN is missing

Examples:
  ktsnap capture -o run.json
  ktsnap capture --every 2s --count 30 -o run.json    # run-000.json, run-001.json, ...
  ktsnap capture --every 2s -o run.json               # run-000000.json, run-000001.json, ...
  ktsnap capture --scheduler bpfland | jq '.maps[].name'
  ktsnap capture --all -o machine.json
  ktsnap capture --openmetrics scx_bpfland.json --every 15s -o /var/lib/node_exporter/ktsnap.prom")]
pub(crate) struct Capture {
    /// Report to write; an existing report is replaced as a whole [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE even if it is not a report; with --every, replace an earlier series
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Permissions of FILE, for example `0644`; by default a new file is readable only by its owner, and an existing
    /// file keeps its permissions
    #[arg(long, value_name = "MODE", requires = "output", value_parser = mode)]
    pub(crate) mode: Option<u32>,
    /// Capture a series, one report every DURATION, for example `2s`, `500ms` or `1m`
    #[arg(long, value_name = "DURATION", value_parser = period)]
    pub(crate) every: Option<Duration>,
    /// Number of reports in the series [default: until Ctrl-C]
    #[arg(long, value_name = "N", requires = "every", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    #[command(flatten)]
    pub(crate) running: RunningArgs,
    /// Capture every map on the machine, whether or not a scheduler is attached
    #[arg(long, conflicts_with_all = ["scheduler", "program"])]
    pub(crate) all: bool,
    /// Write metrics of the counters that OBJECT and the other options choose, instead of a report
    #[arg(long, conflicts_with = "all")]
    pub(crate) openmetrics: bool,
    #[command(flatten)]
    pub(crate) chosen: Chosen,
}

/// Parses permissions in octal digits, as chmod takes them.
fn mode(text: &str) -> Result<u32, String> {
    let digits = text.len() <= 4 && text.bytes().all(|digit| digit.is_ascii_digit());
    let mode = digits.then(|| u32::from_str_radix(text, 8).ok()).flatten();
    mode.filter(|mode| *mode <= 0o777).ok_or_else(|| "expected up to four octal digits, for example `0644`".to_owned())
}
