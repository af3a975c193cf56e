//! What the command takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Layouts of sched_ext schedulers, structs for their counters, reports of their maps.
#[derive(Debug, Parser)]
#[command(name = "ktsnap", version, max_term_width = 100)]
#[command(after_help = "\
Exit codes:
  0  done; for `check`: the file is the object's layout
  1  an input can't be opened or read, or holds nothing of that name; for `check`: the two differ;
     for `capture`: nothing was captured, as when no scheduler is attached
  2  the arguments make no sense

An OBJECT is a BPF object (raw from clang or linked), a scheduler's binary with one inside, a raw
.BTF blob, or a layout file that `ktsnap export` wrote.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How to write.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colours. `auto` follows the terminal and NO_COLOR.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: When,
    /// Columns to fill. Without it the terminal's, then those of COLUMNS, then 100.
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    pub(crate) width: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Layout(Layout),
    Derive(Derive),
    Export(Export),
    Check(Check),
    Show(Show),
    Diff(Diff),
    Capture(Capture),
    Watch(Watch),
    Completions(Completions),
}

/// Which object.
#[derive(Debug, clap::Args)]
pub(crate) struct Object {
    /// The object, the binary that holds it, or a layout file.
    #[arg(value_name = "OBJECT")]
    pub(crate) path: PathBuf,
    /// Of several objects in one binary, the one with this struct_ops variable.
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}

/// List the globals and maps of an object.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap layout ~/.cargo/bin/scx_bpfland
  ktsnap layout bpf.bpf.o --section .bss --only 'nr_*'
  ktsnap layout bpf.bpf.o --json | jq '.sections[\".bss\"].vars[].name'")]
pub(crate) struct Layout {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Only this section.
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Option<String>,
    /// Only globals and maps of such names; `*` stands for anything.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Also the format strings of messages, of which schedulers have hundreds.
    #[arg(long)]
    pub(crate) all: bool,
}

/// Write a struct for counters of an object.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap derive bpf.bpf.o --section .rodata --name Config
  ktsnap derive ~/.cargo/bin/scx_p2dq --map stats >> tests/counters.rs
  ktsnap derive bpf.bpf.o --section .bss --section .data --map cpu_stats > src/counters.rs
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*_dispatches' --main > src/main.rs

One file can hold the output of several runs, if no two of them need the same struct or enum of C: ask for the sections
and maps that do in one run.")]
pub(crate) struct Derive {
    #[command(flatten)]
    pub(crate) object: Object,
    /// A section whose globals become fields; each use adds a struct. If neither this nor `--map` is given, `.bss`.
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Vec<String>,
    /// A map whose entries, or whose value's members, become fields; each use adds a struct.
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Vec<String>,
    /// The enum that names the map's entries, as `dsp_stat`, where the map does not say it.
    #[arg(long, value_name = "ENUM", requires = "map")]
    pub(crate) key: Option<String>,
    /// Only fields of such names; `*` stands for anything.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// The struct's name. Without it, made from the section's or the map's.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A method that computes this from the fields, as `hit_rate = hits / (hits + misses)`.
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Add a `main` that reads the report which its argument names, and prints the struct and its ratios.
    #[arg(long)]
    pub(crate) main: bool,
    /// Path to write into `object = "..."` in place of OBJECT's, relative to the package: `$OUT_DIR/bpf.bpf.o`.
    #[arg(long, value_name = "PATH")]
    pub(crate) object_as: Option<String>,
}

/// Write an object's layout to a file that a repository can keep.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap export ~/.cargo/bin/scx_bpfland -o schemas/scx_bpfland.json
  ktsnap export target/bpf.bpf.o -o schemas/my_sched.json --label 'my_sched 1.2'")]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) object: Object,
    /// The file to write. Without it, to standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE even if it is not a layout file. It is never OBJECT.
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// What to call the object in the file, as its release.
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// A type that no global or map has, as `struct task_ctx`, to keep as well.
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<String>,
}

/// Hold a layout file against an object.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes:
  0  the file is the object's layout
  1  they differ, and standard output says how; or one of them can't be read

Examples:
  ktsnap check schemas/scx_bpfland.json --object ~/.cargo/bin/scx_bpfland")]
pub(crate) struct Check {
    /// The layout file.
    pub(crate) file: PathBuf,
    /// The object, or the binary that holds it.
    #[arg(long, value_name = "OBJECT")]
    pub(crate) object: PathBuf,
    /// Of several objects in one binary, the one with this struct_ops variable.
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}

/// Look at a report: its maps, the globals in one, one value.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap show run.failure-dump.json
  ktsnap show run.failure-dump.json bpf_bpf.bss
  ktsnap show run.failure-dump.json bpf_bpf.bss.nr_running
  ktsnap show run.failure-dump.json cpu_ctxs[0][3].nr_runs
  ktsnap show run.failure-dump.json cpu_ctxs --json")]
pub(crate) struct Show {
    /// The report.
    pub(crate) report: PathBuf,
    /// A map of it, or a variable in one: `bpf_bpf.bss`, `bpf_bpf.bss.sys_stat.nr_sched`, `.bss` for the running
    /// scheduler's, `stats[3][0]` for key 3 on CPU 0. `bpf_bpf.bss@0xffff888100007000` is the copy at that address.
    #[arg(value_name = "MAP[.VAR]")]
    pub(crate) place: Option<String>,
    /// Of a report with two freezes the early one, when a task had first waited long. Without it the late one, at the
    /// failure.
    #[arg(long)]
    pub(crate) early: bool,
}

/// Show the counters that moved between reports.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Reports of `ktsnap capture` say when they were taken. They are sorted by that, in whatever order
they are given, and rates are computed from it. Reports of two series or two boots are refused.

Other reports are compared in the order given. If counters fall from one to the next and none of the
maps counts up, the order is in doubt: that is an error, unless --in-order is given.

Examples:
  ktsnap diff before.json after.json
  ktsnap diff a0.json a1.json --every 2s
  ktsnap diff run-*.json --only 'nr_*'               # of one series of `ktsnap capture`
  ktsnap diff a0.json a1.json a2.json --times 0,2,4.5")]
pub(crate) struct Diff {
    /// Two reports or more: of `ktsnap capture` in any order, others in the order of time.
    #[arg(value_name = "REPORT", num_args = 2.., required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// How long after each report the next was taken: `2s`, `500ms`, `1m`. Gives rates for reports without a time.
    #[arg(long, value_name = "DURATION", conflicts_with = "times", value_parser = humantime::parse_duration)]
    pub(crate) every: Option<Duration>,
    /// When each report was taken, in seconds from any start. Gives rates for reports without a time.
    #[arg(long, value_name = "SECONDS", value_delimiter = ',')]
    pub(crate) times: Vec<f64>,
    /// The reports are in the order of time, although counters fall: what they hold goes up and down.
    #[arg(long)]
    pub(crate) in_order: bool,
    /// Only counters of such names; `*` stands for anything.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Also what did not move.
    #[arg(long)]
    pub(crate) all: bool,
}

/// Write a script that completes these commands in a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap completions bash > ~/.local/share/bash-completion/completions/ktsnap
  ktsnap completions zsh > ~/.zfunc/_ktsnap")]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: Shell,
}

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
