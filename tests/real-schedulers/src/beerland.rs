//! scx_beerland 1.1.4: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_beerland.bpf.o")]
#[snapshot(ratio(
    /// The fraction of dispatches from the queue of another CPU.
    pub remote_fraction = nr_remote_dispatch / (nr_local_dispatch + nr_remote_dispatch + nr_keep_running)
))]
pub struct Beerland {
    pub nr_local_dispatch: u64,
    pub nr_remote_dispatch: u64,
    pub nr_keep_running: u64,
}
