//! The command line: commands, arguments and their help.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Inspect the counters of sched_ext schedulers: layouts, typed structs and reports of their maps.
#[derive(Debug, Parser)]
#[command(name = "ktsnap", version, max_term_width = 100)]
#[command(after_help = "\
Exit codes:
  0  success; for `check`: the layout file matches the object
  1  an input can't be read, or does not contain what was asked for;
     for `check`: the layout file differs from the object;
     for `capture`: nothing was captured, for example because no scheduler is attached
  2  invalid arguments

OBJECT is a BPF object file (from clang or linked), a scheduler's binary that embeds one, a raw .BTF
section, or a layout file written by `ktsnap export`.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Options for the output of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colors; `auto` uses them on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: When,
    /// Width of the output; by default the width of the terminal, else $COLUMNS, else 100
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
    Runs(Runs),
    Show(Show),
    Diff(Diff),
    Capture(Capture),
    Watch(Watch),
    Completions(Completions),
}

/// The object that a command reads.
#[derive(Debug, clap::Args)]
pub(crate) struct Object {
    /// BPF object, scheduler binary or layout file
    #[arg(value_name = "OBJECT")]
    pub(crate) path: PathBuf,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}

/// List the globals and maps of an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap layout ~/.cargo/bin/scx_bpfland
  ktsnap layout bpf.bpf.o --section .bss --only 'nr_*'
  ktsnap layout bpf.bpf.o --json | jq '.sections[\".bss\"].vars[].name'")]
pub(crate) struct Layout {
    #[command(flatten)]
    pub(crate) object: Object,
    /// List only this section
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Option<String>,
    /// List only globals and maps that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Also list format strings; a scheduler can have hundreds
    #[arg(long)]
    pub(crate) all: bool,
}

/// Generate a Rust struct for the counters of an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap derive bpf.bpf.o --section .rodata --name Config
  ktsnap derive ~/.cargo/bin/scx_p2dq --map stats >> tests/counters.rs
  ktsnap derive bpf.bpf.o --section .bss --section .data --map cpu_stats > src/counters.rs
  ktsnap derive ~/.cargo/bin/scx_bpfland --only 'nr_*_dispatches' --main > src/main.rs
  ktsnap derive scx_mitosis.json --map cpu_ctxs --rows cstats=cell_stat_idx --only cstats --sum

A PATH is written as in `#[snapshot(path = \"...\")]`, for example `llcs[*].hop_ns`. The first name is
a global, a member of a map's value, or a map. BUCKETS is `Log2`, `Fls`, `Linear<START, WIDTH>` or
a type that implements `ktsnap::histogram::Buckets`.

If several structs share a C struct or enum, generate them in one run: two runs would both define
its Rust type.")]
pub(crate) struct Derive {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Generate a struct for the globals of SECTION; can be repeated [default: .bss, unless `--map` is given]
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Vec<String>,
    /// Generate a struct for the entries of MAP, or for the members of its only entry; can be repeated
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Vec<String>,
    /// C enum that names the map's entries, for example `dsp_stat`; needed only if BTF does not link it to the map
    #[arg(long, value_name = "ENUM", requires = "map")]
    pub(crate) key: Option<String>,
    /// Generate only fields that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Make the array at PATH a row, a struct with a field for each enumerator of ENUM, for example `cstats=cell_stat_idx`;
    /// can be repeated
    #[arg(long, value_name = "PATH=ENUM")]
    pub(crate) rows: Vec<String>,
    /// Make the array at PATH a histogram with these buckets, for example `wait_us=Log2<10>`; can be repeated
    #[arg(long, value_name = "PATH=BUCKETS")]
    pub(crate) histogram: Vec<String>,
    /// Make each field of a per-CPU map the sum over all CPUs; only integers have a sum
    #[arg(long)]
    pub(crate) sum: bool,
    /// Name of the struct; by default derived from the section or map
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Add a method that computes a ratio of fields, for example `hit_rate = hits / (hits + misses)`;
    /// `CellStats.hit_rate` adds it to the struct `CellStats`
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`
    #[arg(long = "let", value_name = "NAME = EXPR")]
    pub(crate) terms: Vec<String>,
    /// Also generate a `main` that reads the report given as its argument and prints the struct and its ratios
    #[arg(long)]
    pub(crate) main: bool,
    /// Path to write into `object = "..."` instead of OBJECT, relative to the package, for example `$OUT_DIR/bpf.bpf.o`
    #[arg(long, value_name = "PATH")]
    pub(crate) object_as: Option<String>,
}

/// Write the layout of an object to a file that can be committed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap export ~/.cargo/bin/scx_bpfland -o schemas/scx_bpfland.json
  ktsnap export target/bpf.bpf.o -o schemas/my_sched.json --label 'my_sched 1.2'")]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Layout file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE even if it is not a layout file; OBJECT itself is never replaced
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Describe the object in the file, for example by its release
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Also keep TYPE, for example `struct task_ctx`, which no global or map refers to; can be repeated
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<String>,
}

/// Compare a layout file with an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes:
  0  the layout file matches the object
  1  they differ, and standard output shows the differences; or one of them can't be read

Examples:
  ktsnap check schemas/scx_bpfland.json --object ~/.cargo/bin/scx_bpfland")]
pub(crate) struct Check {
    /// Layout file to check
    pub(crate) file: PathBuf,
    /// BPF object or scheduler binary to compare with
    #[arg(long, value_name = "OBJECT")]
    pub(crate) object: PathBuf,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}

/// List the runs of the harness in a directory, and their reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
`show` and `diff` take a run instead of files: a directory with one run, `DIR/TEST`, `DIR/TEST-` and
the first digits of the hash, or a sidecar.

Examples:
  ktsnap runs target/ktstr
  ktsnap runs target/ktstr/6.16.0-3f2a9c1
  ktsnap runs target/ktstr --json | jq '.runs[] | select(.result == \"failed\") | .path'
  ktsnap diff target/ktstr/6.16.0-3f2a9c1/migrations")]
pub(crate) struct Runs {
    /// Directory that the harness writes: one `{kernel}-{commit}` directory, or one that has several
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

/// Show a report: its maps, one map or one value, tasks, queues, CPUs or programs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap show run.failure-dump.json
  ktsnap show run.failure-dump.json bpf_bpf.bss
  ktsnap show run.failure-dump.json bpf_bpf.bss.nr_running
  ktsnap show run.failure-dump.json cpu_ctxs[0][3].nr_runs
  ktsnap show run.failure-dump.json cpu_ctxs --json
  ktsnap show run.failure-dump.json --dsqs --tasks
  ktsnap show target/ktstr/6.16.0-3f2a9c1/migrations    # a run, see `ktsnap runs --help`")]
pub(crate) struct Show {
    /// Report to show, or a run: its report at the failure, or else its last report
    pub(crate) report: PathBuf,
    /// Map, or value in a map [default: a list of all maps]
    ///
    /// `bpf_bpf.bss` is a map, `bpf_bpf.bss.sys_stat.nr_sched` a value in it, and `stats[3][0]` the value of key 3 on
    /// CPU 0. `.bss` is the `.bss` of the running scheduler. If a report has several copies of a map,
    /// `bpf_bpf.bss@0xffff888100007000` is the copy at that address.
    #[arg(value_name = "MAP[.VAR]")]
    pub(crate) place: Option<String>,
    /// If the report has two snapshots, show the one taken at the first stall instead of the one at the failure
    #[arg(long)]
    pub(crate) early: bool,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

/// The tables of `show`, which can be combined.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tables")]
#[group(multiple = true, conflicts_with = "place")]
pub(crate) struct Tables {
    /// Show the tasks by CPU time: their weights, priorities, times in seconds and context switches
    #[arg(long)]
    pub(crate) tasks: bool,
    /// Show the dispatch queues, the longest first
    #[arg(long)]
    pub(crate) dsqs: bool,
    /// Show the run queue, the times in seconds, the interrupts and the registers of each CPU, the events of each NUMA node, and
    /// the pressure of each cgroup
    #[arg(long)]
    pub(crate) cpus: bool,
    /// Show how often the scheduler's programs ran and how long, in nanoseconds, the longest total first
    #[arg(long)]
    pub(crate) programs: bool,
    /// Show the state of the attached scheduler, and the kernel's sched_ext event counters
    #[arg(long)]
    pub(crate) sched: bool,
    /// Show the schedulers' allocators in BPF arenas
    #[arg(long)]
    pub(crate) allocations: bool,
}

impl Tables {
    /// Whether a table is asked for.
    pub(crate) fn any(&self) -> bool {
        self.tasks || self.dsqs || self.cpus || self.programs || self.sched || self.allocations
    }
}

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

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap completions bash > ~/.local/share/bash-completion/completions/ktsnap
  ktsnap completions zsh > ~/.zfunc/_ktsnap")]
pub(crate) struct Completions {
    /// Shell to generate the script for
    pub(crate) shell: Shell,
}

/// The loaded object that a command reads: by default that of the attached scheduler.
#[derive(Debug, clap::Args)]
pub(crate) struct RunningArgs {
    /// Require the attached scheduler to be NAME: the name of its ops, or the part before the first `_`
    #[arg(long, value_name = "NAME", conflicts_with = "program")]
    pub(crate) scheduler: Option<String>,
    /// Read the object of this loaded BPF program, which need not belong to a scheduler
    #[arg(long, value_name = "NAME or ID")]
    pub(crate) program: Option<String>,
}

/// Write a report of the running scheduler's maps (needs root and the feature `live`)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A report is a JSON document on one line. It contains the time of the capture, by which `ktsnap diff`
sorts reports and computes rates.

With --every, `capture` writes a series of numbered reports, and stops after --count reports or on
Ctrl-C. If no scheduler is attached, `capture` says so, skips that number, and continues with the
next scheduler. Without --count, numbers have six digits and the series ends after number 999999.
A new series never mixes with an earlier one: with --force, its first report removes all reports
of the earlier series.

Exit codes:
  0  at least one report was written
  1  no report was written: no scheduler is attached, or CAP_SYS_ADMIN is missing

Examples:
  ktsnap capture -o run.json
  ktsnap capture --every 2s --count 30 -o run.json    # run-000.json, run-001.json, ...
  ktsnap capture --every 2s -o run.json               # run-000000.json, run-000001.json, ...
  ktsnap capture --scheduler bpfland | jq '.maps[].name'
  ktsnap capture --all -o machine.json")]
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
}

/// Watch the running scheduler's counters (needs root and the feature `live`)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
OBJECT describes the counters. A counter that the running scheduler lacks or declares differently is
listed with the reason instead of a value. When the scheduler is replaced, differences start again
from zero.

A ratio is computed from the differences. It consists of counters, terms named by `--let`, integers,
`sum`, `max`, `min`, `mean` and `len` of arrays, `max(a, b)`, `min(a, b)`, `percent(...)`,
`floor(...)`, `+ - * /` and parentheses. `or 0` at the end gives the value for a denominator of zero.

With --plain or --json (one document per line), or if standard output is not a terminal, each
reading is written below the previous one.

Keys: q, Esc and Ctrl-C quit, p pauses, s sorts by rate or by name, arrows, PgUp and PgDn scroll.

Examples:
  ktsnap watch ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap watch scx_bpfland.json --ratio 'kthread = nr_kthread_dispatches / nr_direct_dispatches'
  ktsnap watch bpf.bpf.o --let 'all = hits + misses' --ratio 'hit_rate = percent(hits / all) or 0'
  ktsnap watch bpf.bpf.o --plain --count 10 --every 500ms
  ktsnap watch bpf.bpf.o --program host_step --json | jq .ratios")]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Section of the counters
    #[arg(long, value_name = "SECTION", default_value = ".bss")]
    pub(crate) section: String,
    /// Show only counters that match PATTERN (`*` matches any text, `?` one character), signed ones and long arrays too
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Show a ratio of counters, for example `hit_rate = hits / (hits + misses)`; can be repeated
    #[arg(long, value_name = "NAME = EXPR")]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`; can be repeated
    #[arg(long = "let", value_name = "NAME = EXPR")]
    pub(crate) terms: Vec<String>,
    /// Time between two readings, for example `2s`, `500ms` or `1m`
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = period)]
    pub(crate) every: Duration,
    /// Number of readings [default: until you quit]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    #[command(flatten)]
    pub(crate) running: RunningArgs,
    /// Write lines instead of drawing a screen
    #[arg(long)]
    pub(crate) plain: bool,
}

/// Parses permissions in octal digits, as chmod takes them.
fn mode(text: &str) -> Result<u32, String> {
    let digits = text.len() <= 4 && text.bytes().all(|digit| digit.is_ascii_digit());
    let mode = digits.then(|| u32::from_str_radix(text, 8).ok()).flatten();
    mode.filter(|mode| *mode <= 0o777).ok_or_else(|| "expected up to four octal digits, for example `0644`".to_owned())
}

/// Parses the time between two readings.
fn period(text: &str) -> Result<Duration, String> {
    let period = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if (Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60)).contains(&period) {
        return Ok(period);
    }
    Err("expected a duration from `1ms` to `1day`".to_owned())
}
