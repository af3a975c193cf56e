//! The arguments of `ktsnap serve`.

use std::net::SocketAddr;

use super::Chosen;
use super::running::RunningArgs;

/// Serve the running scheduler's counters to Prometheus (needs root and the feature `live`)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
OBJECT describes the counters. `GET /metrics` reads them and answers in OpenMetrics or in the text
format of Prometheus, whichever the client prefers. Nothing else is read.

Counters are called `ktsnap_NAME_total`, gauges `ktsnap_NAME`. Times are in seconds. Each CPU has a
sample with the label `cpu`, each element of an array the label `index`, and each entry of a map the
label `key`. Signed integers and those with the name of a moment, an extreme, an average or a state
are gauges. A counter that decreases while its scheduler runs is left out, and `ktsnap_unread` says
what to do.

A ratio is computed over all that was counted since the scheduler was loaded.

With --struct, the fields and ratios of the struct are exported, and OBJECT replaces its object.

While no scheduler is attached, `ktsnap_up` is 0 and no counter is exported.

`serve` keeps the capability CAP_SYS_ADMIN, with which it finds the maps of the next scheduler, and
drops all others.

Examples:
  ktsnap serve ~/.cargo/bin/scx_bpfland --only 'nr_*' --gauge nr_running
  ktsnap serve scx_bpfland.json --ratio 'kthread = nr_kthread_dispatches / nr_direct_dispatches'
  ktsnap serve scx_layered.json --map cpu_ctxs --sum '*'
  ktsnap serve bpf.bpf.o --map wait_hist --histogram wait_hist=Log2 --listen '[::1]:9345'
  ktsnap serve --struct src/counters.rs:Bss")]
#[command(mut_arg("path", |path| path.required(false).required_unless_present("struct")))]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Address and port to listen on. Neither TLS nor a password protects them
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:9345")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) running: RunningArgs,
}
