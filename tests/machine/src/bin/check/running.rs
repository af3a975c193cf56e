//! Reports of a running scheduler.

use std::collections::BTreeSet;

use ktsnap::report::limits;
use ktsnap::{FailureDumpReport, Snapshot};
use machine::Counters;

use crate::Covered;
use crate::bpftool::kva;
use crate::files::Files;

/// Values of `enum bpf_map_type`: arrays and hash maps, whose contents a report holds.
const READ: [u32; 6] = [1, 2, 5, 6, 9, 10];

/// `object` is the prefix that libbpf gives to the maps of sections.
pub(crate) fn check<T: Counters>(files: &Files, name: &str, object: &str) -> Covered {
    files.command(name)?.ended(0)?;
    let names = files.series(name)?;
    ensure!(names.len() == 3, "three reports were asked for, and there are {names:?}");
    let seen = files.seen(&format!("{name}-before"))?;
    let live: BTreeSet<u64> = seen.live_maps().into_iter().map(kva).collect();
    let mut counters = Vec::new();
    for name in &names {
        let report = files.report(name)?;
        ensure!(report.active_obj_name.as_deref() == Some(object), "{name} is of {:?}", report.active_obj_name);
        let active: BTreeSet<u64> = report.active_map_kvas.iter().copied().collect();
        ensure!(active == live, "{name}: bpftool saw the maps {live:x?}, active_map_kvas are {active:x?}");
        complete(&report, &active).map_err(|error| format!("{name}: {error}"))?;
        counters.push(T::from_snapshot(&Snapshot::new(&report))?.counters());
    }
    let (first, last) = (counters.first().ok_or("no report")?, counters.last().ok_or("no report")?);
    let mut moved = 0;
    for (counter, before) in first {
        let between = counters.iter().map(|counters| counters.get(counter).copied().unwrap_or_default());
        ensure!(between.is_sorted(), "{counter} went back");
        moved += usize::from(last.get(counter) > Some(before));
    }
    ensure!(moved > 0, "none of {first:?} moved in three reports");
    Ok(format!("3 reports, {} live maps, {moved} of {} counters moved", live.len(), first.len()))
}

/// Checks that the report has all live maps, and all entries of the maps whose contents it holds.
fn complete(report: &FailureDumpReport, active: &BTreeSet<u64>) -> Result<(), String> {
    let there: BTreeSet<u64> = report.maps.iter().map(|map| map.map_kva).collect();
    ensure!(active.is_subset(&there), "of the live maps {active:x?} it has {there:x?}");
    for map in &report.maps {
        let read = READ.contains(&map.map_type);
        // A report holds a part of a longer map.
        let most = match map.map_type {
            2 => limits::MAX_ARRAY_KEYS,
            6 => limits::MAX_PERCPU_KEYS,
            _ => limits::MAX_HASH_ENTRIES,
        };
        let whole = map.max_entries <= most || map.map_type == 1;
        ensure!(!read || !whole || map.error.is_none(), "{}: {:?}", map.name, map.error);
        let named = [24, 27].contains(&map.map_type);
        ensure!(read || named || map.error.is_some(), "{} has neither contents nor a reason", map.name);
    }
    Ok(())
}
