//! The arguments of `ktsnap show`.

use std::path::PathBuf;

use super::select::OfObject;
use super::{Declared, Pictures};

/// Show a report: its maps, one map or one value, tasks, queues, CPUs or programs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap show run.failure-dump.json
  ktsnap show run.failure-dump.json bpf_bpf.bss
  ktsnap show run.failure-dump.json bpf_bpf.bss.nr_running
  ktsnap show run.failure-dump.json cpu_ctxs[0][3].nr_runs
  ktsnap show run.failure-dump.json cpu_ctxs --json
  ktsnap show run.failure-dump.json cpu_ctxs --sum 'nr_*'
  ktsnap show run.failure-dump.json --ratio 'cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)'
  ktsnap show run.failure-dump.json stats --object bpf.bpf.o --key stat_idx
  ktsnap show run.failure-dump.json cpu_ctxs --object bpf.bpf.o --rows cstats=cell_stat_idx
  ktsnap show run.failure-dump.json cpu_ctxs --heat
  ktsnap show run.failure-dump.json wait_hist --histogram wait_hist=Log2 --svg waits.svg
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
    #[arg(value_name = "MAP[.VAR]", conflicts_with = "struct")]
    pub(crate) place: Option<String>,
    /// If the report has two snapshots, show the one taken at the first stall instead of the one at the failure
    #[arg(long)]
    pub(crate) early: bool,
    /// Of values per CPU that match PATTERN, also show the sum over all CPUs: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) sum: Vec<String>,
    /// C enum that names the keys of the map, for example `dsp_stat`; of --object, or of the layout file in `schemas/`
    #[arg(long, value_name = "ENUM", requires = "place")]
    pub(crate) key: Option<String>,
    /// Name the elements of the array at PATH after the enumerators of ENUM, for example `cstats=cell_stat_idx`; can be repeated
    #[arg(long, value_name = "PATH=ENUM")]
    pub(crate) rows: Vec<String>,
    /// Show a ratio of values in the report, for example `hit_rate = hits / (hits + misses)`; can be repeated
    ///
    /// The values are those of the running scheduler's maps and sections, since they were loaded. `ktsnap diff` computes ratios over
    /// the differences between reports.
    #[arg(long, value_name = "NAME = EXPR", conflicts_with_all = ["heat", "bars", "histogram", "svg"])]
    pub(crate) ratio: Vec<String>,
    /// Name a term that ratios and later terms can use, for example `lookups = hits + misses`; can be repeated
    #[arg(long = "let", value_name = "NAME = EXPR", requires = "ratio")]
    pub(crate) terms: Vec<String>,
    #[command(flatten)]
    pub(crate) of: OfObject,
    #[command(flatten)]
    pub(crate) declared: Declared,
    #[command(flatten)]
    pub(crate) tables: Tables,
    #[command(flatten)]
    pub(crate) drawn: Drawn,
}

/// Pictures of a map.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Pictures")]
pub(crate) struct Drawn {
    /// Draw the per-CPU map as shades: a row for each counter, a column for each CPU
    #[arg(long, requires = "place", conflicts_with = "bars")]
    pub(crate) heat: bool,
    /// Draw the elements of the array as bars; those of an array per CPU are summed
    #[arg(long, requires = "place")]
    pub(crate) bars: bool,
    /// Draw the array at PATH as a histogram with these buckets, for example `wait_hist=Log2`; PATH begins with the name of the map,
    /// or is the path in it
    #[arg(long, value_name = "PATH=BUCKETS", requires = "place", conflicts_with_all = ["heat", "bars"])]
    pub(crate) histogram: Option<String>,
    #[command(flatten)]
    pub(crate) pictures: Pictures,
}

impl Drawn {
    /// Whether a picture is asked for.
    pub(crate) fn any(&self) -> bool {
        self.heat || self.bars || self.histogram.is_some()
    }
}

/// The tables of `show`, which can be combined.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tables")]
#[group(multiple = true, conflicts_with_all = ["place", "struct", "ratio"])]
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
