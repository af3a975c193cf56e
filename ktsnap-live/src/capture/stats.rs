//! The runs of a scheduler's programs, and their duration.

use std::fs;

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::ProgRuntimeStats;

use crate::error::LiveError;
use crate::instance::Instance;
use crate::programs;

/// The kernel counts runs while the value of this file is not 0.
const ENABLED: &str = "/proc/sys/kernel/bpf_stats_enabled";

/// Adds the statistics of the instance's struct_ops programs, or why there are none.
pub(super) fn add(report: &mut FailureDumpReport, running: &Instance) -> Result<(), LiveError> {
    let reason = match fs::read_to_string(ENABLED) {
        Ok(value) if value.trim() != "0" => None,
        Ok(_) => Some("the kernel does not count runs; enable it with `sysctl kernel.bpf_stats_enabled=1`".to_owned()),
        Err(error) => Some(format!("reading {ENABLED}: {error}")),
    };
    if reason.is_some() {
        report.prog_runtime_stats_unavailable = reason;
        return Ok(());
    }
    let programs = programs::all()?;
    let own = programs.iter().filter(|program| program.is_struct_ops && running.programs().contains(&program.id));
    for program in own {
        let mut stats = ProgRuntimeStats::default();
        stats.name = program.name.clone();
        stats.cnt = program.runs.count;
        stats.nsecs = program.runs.nanoseconds;
        stats.misses = program.runs.misses;
        report.prog_runtime_stats.push(stats);
    }
    Ok(())
}
