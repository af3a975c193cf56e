//! What the commands take that read a running scheduler.

use std::path::PathBuf;
use std::time::Duration;

use super::Object;

/// Which of the objects that the kernel has loaded. Without either, the scheduler that is attached.
#[derive(Debug, clap::Args)]
pub(crate) struct Running {
    /// The attached scheduler, if it has that name: its ops' name, or what comes before `_` in it.
    #[arg(long, value_name = "NAME", conflicts_with = "program")]
    pub(crate) scheduler: Option<String>,
    /// The object of that loaded program, whether it is a scheduler's or not.
    #[arg(long, value_name = "NAME or ID")]
    pub(crate) program: Option<String>,
}

/// Write a report of the maps of the scheduler that runs. Needs root, and a build with the feature `live`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A report is one JSON document in one line. It says when it was captured: `ktsnap diff` sorts reports
by that and computes rates from it.

Reports of a series are numbered by their turn. A turn at which no scheduler was attached has no
report. The series ends after --count turns, or by Ctrl-C. Without --count the numbers have six
digits, and the series ends after number 999999. A series is not written over an earlier one: with
--force the first new report removes all reports of the earlier series.

Exit codes:
  0  a report was written, of a series at least one
  1  none was: no scheduler is attached, or the kernel gives nothing without CAP_SYS_ADMIN

Examples:
  ktsnap capture -o run.json
  ktsnap capture --every 2s --count 30 -o run.json    # run-000.json, run-001.json, ...
  ktsnap capture --every 2s -o run.json               # run-000000.json, run-000001.json, ...
  ktsnap capture --scheduler bpfland | jq '.maps[].name'
  ktsnap capture --all -o machine.json")]
pub(crate) struct Capture {
    /// The file to write, replaced as a whole. Without it, to standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE even if it is not a report; with --every, replace an earlier series.
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// The permissions of FILE, as `0644`. Without it, a new file is only readable by its owner, and an existing file
    /// keeps its permissions.
    #[arg(long, value_name = "MODE", requires = "output", value_parser = mode)]
    pub(crate) mode: Option<u32>,
    /// Capture again after that time: `2s`, `500ms`, `1m`.
    #[arg(long, value_name = "DURATION", value_parser = period)]
    pub(crate) every: Option<Duration>,
    /// How many times. Without it until Ctrl-C.
    #[arg(long, value_name = "N", requires = "every", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    #[command(flatten)]
    pub(crate) running: Running,
    /// Every map of the machine, whether a scheduler is attached or not.
    #[arg(long, conflicts_with_all = ["scheduler", "program"])]
    pub(crate) all: bool,
}

/// Watch the counters of the scheduler that runs. Needs root, and a build with the feature `live`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each counter is held against OBJECT first: one that the running scheduler lacks, or has as another
type, is shown with the reason in place of a value. When the scheduler is replaced, differences
begin anew. A ratio has counters of the section, `sum(array)`, `percent(...)`, integers, `+ - * /`
and parentheses.

With --json (one document a line) or --plain, or where standard output is no terminal, each turn is
written below the last.

Keys: q, Esc or Ctrl-C quits, p pauses, s sorts by rate or by name, arrows and PgUp, PgDn scroll.

Examples:
  ktsnap watch ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap watch scx_bpfland.json --ratio 'kthread = nr_kthread_dispatches / nr_direct_dispatches'
  ktsnap watch bpf.bpf.o --plain --count 10 --every 500ms
  ktsnap watch bpf.bpf.o --program host_step --json | jq .ratios")]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) object: Object,
    /// The section of the counters.
    #[arg(long, value_name = "SECTION", default_value = ".bss")]
    pub(crate) section: String,
    /// Only counters of such names; `*` stands for anything. Takes signed ones and long arrays, too.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// What to compute from differences of counters, as `hit_rate = hits / (hits + misses)`.
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// How often to read: `2s`, `500ms`, `1m`.
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = period)]
    pub(crate) every: Duration,
    /// How many times to read. Without it until told to quit.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    #[command(flatten)]
    pub(crate) running: Running,
    /// Write lines, on a terminal too.
    #[arg(long)]
    pub(crate) plain: bool,
}

/// The permissions of a file, as chmod takes them in digits.
fn mode(text: &str) -> Result<u32, String> {
    let digits = text.len() <= 4 && text.bytes().all(|digit| digit.is_ascii_digit());
    let mode = digits.then(|| u32::from_str_radix(text, 8).ok()).flatten();
    mode.filter(|mode| *mode <= 0o777).ok_or_else(|| "permissions are octal digits, as `0644` or `600`".to_owned())
}

/// The time from one reading to the next.
fn period(text: &str) -> Result<Duration, String> {
    let period = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if (Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60)).contains(&period) {
        return Ok(period);
    }
    Err("a period is at least `1ms` and at most `1day`".to_owned())
}
