//! The programs that the kernel has loaded.

use std::time::Duration;

use libbpf_rs::query::{ProgInfoIter, ProgInfoQueryOptions};
use libbpf_rs::{ErrorKind, ProgramType};

use crate::error::LiveError;
use crate::listing;

/// A loaded program, as `struct bpf_prog_info` describes it.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) id: u32,
    /// At most 15 characters.
    pub(crate) name: String,
    pub(crate) is_struct_ops: bool,
    /// The id of its object's BTF; 0 without BTF.
    pub(crate) btf_id: u32,
    pub(crate) map_ids: Vec<u32>,
    /// The time since the machine booted, suspended time included (`ktime_get_boottime_ns` in `kernel/bpf/syscall.c`).
    pub(crate) loaded: Duration,
    pub(crate) runs: Runs,
}

/// The counters of a program while `kernel.bpf_stats_enabled` was set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Runs {
    pub(crate) count: u64,
    pub(crate) nanoseconds: u64,
    /// The number of runs that were skipped because the program was already running on that CPU.
    pub(crate) misses: u64,
}

/// Every loaded program.
pub(crate) fn all() -> Result<Vec<Program>, LiveError> {
    let infos = ProgInfoIter::with_query_opts(ProgInfoQueryOptions::default().include_map_ids(true));
    listing::all(
        "listing the BPF programs",
        infos.map(|info| Program {
            id: info.id,
            name: info.name.to_string_lossy().into_owned(),
            is_struct_ops: info.ty == ProgramType::StructOps,
            btf_id: info.btf_id,
            map_ids: info.map_ids,
            loaded: info.load_time,
            runs: Runs { count: info.run_cnt, nanoseconds: info.run_time_ns, misses: info.recursion_misses },
        }),
    )
}

/// Whether a program of that id is loaded.
pub(crate) fn is_loaded(id: u32) -> Result<bool, LiveError> {
    match libbpf_rs::Program::fd_from_id(id) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(LiveError::kernel(&format!("looking for the BPF program {id}"), error)),
    }
}
