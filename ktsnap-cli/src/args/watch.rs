//! The arguments of `ktsnap watch`.

use std::time::Duration;

use super::Object;
use super::running::RunningArgs;
use super::running::period;

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
