//! A scheduler that is killed while it is captured.

use std::collections::BTreeMap;

use ktsnap::Snapshot;
use machine::Counters;

use crate::Covered;
use crate::files::Files;

/// Of a series: as guest.sh asks for them.
const TURNS: usize = 20;

pub fn check<T: Counters>(files: &Files, name: &str, rounds: u32) -> Covered {
    let (mut reports, mut missing) = (0, 0);
    for round in 1..=rounds {
        let name = format!("{name}-killed-{round}");
        let told = files.told(&name)?;
        // Of a series it is 0 when there is a report.
        told.ended(0)?;
        let names = files.series(&name)?;
        let untaken: Vec<&str> = told.err.lines().filter(|line| line.contains(" is missing: ")).collect();
        ensure!(
            !names.is_empty() && !untaken.is_empty(),
            "{name} has {} reports, {} are missing",
            names.len(),
            untaken.len()
        );
        ensure!(
            names.len() + untaken.len() == TURNS,
            "{name}: {} reports, and {} told to be missing, of {TURNS}: {}",
            names.len(),
            untaken.len(),
            told.err
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
    Ok(format!("{rounds} times, {reports} reports before it, each whole, and {missing} told to be missing"))
}
