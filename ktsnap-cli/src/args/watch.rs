//! The arguments of `ktsnap watch`.

use std::time::Duration;

use super::running::RunningArgs;
use super::running::period;
use super::select::{Cpus, Only, Ratios, Sources};
use super::{Declared, Object};

/// Watch the running scheduler's counters (needs root and the feature `live`)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
OBJECT describes the counters. A counter that the running scheduler lacks or declares differently is
listed with the reason instead of a value. When the scheduler is replaced, differences start again
from zero.

A ratio is computed from the differences. It consists of counters, terms named by `--let`, integers,
`sum`, `max`, `min`, `mean` and `len` of arrays, `max(a, b)`, `min(a, b)`, `percent(...)`,
`floor(...)`, `+ - * /` and parentheses. `or 0` at the end gives the value for a denominator of zero.

With --struct, the fields and ratios of the struct are watched, and OBJECT replaces its object.

With --plain or --json (one document per line), or if standard output is not a terminal, each
reading is written below the previous one.

The counters of a per-CPU map are summed over all CPUs, except for those whose names are those of
moments, extremes, averages or states, or whose type is signed; --per-cpu shows each CPU.

The entries of a hash map are named by their keys, and come and go. At most 4,096 of them are read.

Keys: q, Esc and Ctrl-C quit, p pauses, [ and ] go through the last turns, s sorts by rate, z hides
rows that are 0, Tab shows histograms and shades, arrows, PgUp and PgDn scroll, ? shows all keys.

Examples:
  ktsnap watch ~/.cargo/bin/scx_bpfland --only 'nr_*'
  ktsnap watch scx_bpfland.json --ratio 'kthread = nr_kthread_dispatches / nr_direct_dispatches'
  ktsnap watch bpf.bpf.o --let 'all = hits + misses' --ratio 'hit_rate = percent(hits / all) or 0'
  ktsnap watch bpf.bpf.o --map stats --key stat_idx --ratio 'wake = stats[WAKE] / sum(stats[*])'
  ktsnap watch bpf.bpf.o --map wait_hist --histogram wait_hist=Log2
  ktsnap watch --struct src/counters.rs:Bss
  ktsnap watch bpf.bpf.o --plain --count 10 --every 500ms
  ktsnap watch bpf.bpf.o --program host_step --json | jq .ratios")]
#[command(mut_arg("path", |path| path.required(false).required_unless_present("struct")))]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) object: Option<Object>,
    #[command(flatten)]
    pub(crate) declared: Declared,
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten)]
    pub(crate) only: Only,
    #[command(flatten)]
    pub(crate) cpus: Cpus,
    #[command(flatten)]
    pub(crate) ratios: Ratios,
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
