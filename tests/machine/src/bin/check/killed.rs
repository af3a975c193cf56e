//! A scheduler that is killed during a capture.

use std::collections::BTreeMap;

use ktsnap::Snapshot;
use machine::Counters;

use crate::Covered;
use crate::files::Files;

/// The number of turns of a series, as in guest.sh.
const TURNS: usize = 20;

pub(crate) fn check<T: Counters>(files: &Files, name: &str, rounds: u32) -> Covered {
    let (mut reports, mut missing) = (0, 0);
    for round in 1..=rounds {
        let name = format!("{name}-killed-{round}");
        let command = files.command(&name)?;
        // The exit code of a series is 0 if there is a report.
        command.ended(0)?;
        let names = files.series(&name)?;
        let untaken: Vec<&str> = command.err.lines().filter(|line| line.contains("skipped report ")).collect();
        ensure!(
            !names.is_empty() && !untaken.is_empty(),
            "{name} has {} reports, {} are missing",
            names.len(),
            untaken.len()
        );
        ensure!(
            names.len() + untaken.len() == TURNS,
            "{name}: {} reports, and {} reported as missing, of {TURNS}: {}",
            names.len(),
            untaken.len(),
            command.err
        );
        ensure!(
            untaken.last().is_some_and(|line| line.contains("disabled")),
            "{name}: the last is {:?}",
            untaken.last()
        );
        let mut before: BTreeMap<String, u64> = BTreeMap::new();
        for name in &names {
            let report = files.report(name)?;
            let counters =
                T::from_snapshot(&Snapshot::new(&report)).map_err(|error| format!("{name}: {error}"))?.counters();
            for (counter, value) in &counters {
                ensure!(
                    before.get(counter).is_none_or(|before| before <= value),
                    "{name}: {counter} went back to {value}"
                );
            }
            before = counters;
        }
        reports += names.len();
        missing += untaken.len();
    }
    Ok(format!("{rounds} times, {reports} reports before it, each complete, and {missing} reported as missing"))
}
