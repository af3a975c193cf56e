//! The run counts of programs.

use crate::Covered;
use crate::files::Files;

pub(crate) fn check(files: &Files) -> Covered {
    let off = files.report("stats-off")?;
    let why = off.prog_runtime_stats_unavailable.unwrap_or_default();
    ensure!(why.contains("bpf_stats_enabled"), "with kernel.bpf_stats_enabled=0 the reason is {why:?}");
    ensure!(off.prog_runtime_stats.is_empty(), "with kernel.bpf_stats_enabled=0 there are statistics");
    let mut programs = 0;
    for name in ["dispatch", "scx_bpfland", "scx_rusty"] {
        let (before, after) =
            (files.seen(&format!("{name}-before"))?.runs(), files.seen(&format!("{name}-after"))?.runs());
        let last = files.series(name)?.pop().ok_or("no report")?;
        let report = files.report(&last)?;
        ensure!(report.prog_runtime_stats_unavailable.is_none(), "{last}: {:?}", report.prog_runtime_stats_unavailable);
        ensure!(
            report.prog_runtime_stats.len() == before.len(),
            "{last} has statistics of {} programs, bpftool of {}",
            report.prog_runtime_stats.len(),
            before.len()
        );
        for stats in &report.prog_runtime_stats {
            let of = |runs: &std::collections::BTreeMap<String, u64>| runs.get(&stats.name).copied();
            let (Some(before), Some(after)) = (of(&before), of(&after)) else {
                return Err(format!("{last}: bpftool saw no program {}", stats.name).into());
            };
            let between = (before..=after).contains(&stats.cnt);
            ensure!(between, "{last}: {} ran {} times, by bpftool {before} to {after}", stats.name, stats.cnt);
            ensure!(
                (stats.cnt > 0) == (stats.nsecs > 0),
                "{last}: {} ran {} times in {} ns",
                stats.name,
                stats.cnt,
                stats.nsecs
            );
        }
        ensure!(report.prog_runtime_stats.iter().any(|stats| stats.cnt > 0), "{last}: no program ran");
        programs += report.prog_runtime_stats.len();
    }
    Ok(format!("{programs} programs of 3 schedulers ran as often as bpftool says; the reason where it is off"))
}
