//! A scheduler that was replaced while its maps stayed.

use std::collections::BTreeSet;

use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
use machine::Counters;
use machine::dispatch::{Dispatch, Started};
use serde_json::Value;

use crate::Covered;
use crate::bpftool::kva;
use crate::files::Files;

/// The value of `enum bpf_map_type` for struct_ops maps, which are not pinned.
const STRUCT_OPS: u32 = 26;

pub(crate) fn copies(files: &Files) -> Covered {
    let (before, dead, swap) =
        (files.report("dispatch-002")?, files.report("dispatch-stopped")?, files.report("swap")?);
    let identities = |report: &FailureDumpReport| -> BTreeSet<(String, u64)> {
        let held = report.maps.iter().filter(|map| map.map_type != STRUCT_OPS);
        held.map(|map| (map.name.clone(), map.map_kva)).collect()
    };
    let first = identities(&before);
    ensure!(first == identities(&dead), "when it had stopped, the maps were others");
    ensure!(first.is_subset(&identities(&swap)), "the dead copy's maps are not those of the report before the swap");
    for (name, _) in &first {
        let copies = swap.maps.iter().filter(|map| map.name == *name).count();
        ensure!(copies == 2, "{name} is there {copies} times, not twice");
    }
    let live: BTreeSet<u64> = files.seen("swap")?.live_maps().into_iter().map(kva).collect();
    let active: BTreeSet<u64> = swap.active_map_kvas.iter().copied().collect();
    ensure!(active == live, "bpftool saw the maps {live:x?}, active_map_kvas are {active:x?}");

    let snapshot = Snapshot::new(&swap);
    let pick = Dispatch::pick(&snapshot)?;
    ensure!(pick.passed_over.len() == 1, "it passed over {:?}", pick.passed_over);
    let (of_live, of_dead) = (Dispatch::from_snapshot(&snapshot)?, Dispatch::from_snapshot(&Snapshot::new(&dead))?);
    ensure!(
        of_live.nr_enqueued < of_dead.nr_enqueued,
        "the live copy, just started, has {} and the dead one {}",
        of_live.nr_enqueued,
        of_dead.nr_enqueued
    );
    // A dead copy does not change.
    for map in &dead.maps {
        let again = swap.maps.iter().find(|again| again.map_kva == map.map_kva);
        ensure!(again == Some(map), "the dead copy of {} changed", map.name);
    }
    let started = |name: &str| -> Result<(Started, Dispatch), Box<dyn std::error::Error>> {
        let command = files.command(name)?;
        command.ended(0)?;
        let (started, dispatch) = command.out.trim().split_once('\n').ok_or("it did not print two structs")?;
        Ok((serde_json::from_str(started)?, serde_json::from_str(dispatch)?))
    };
    let ((first_start, _), (second_start, direct)) = (started("once-first")?, started("once-second")?);
    ensure!(first_start.started_ns < second_start.started_ns, "the first read was of {first_start:?}");
    ensure!(Started::from_snapshot(&snapshot)? == second_start, "the report's live copy started otherwise");
    ensure!(Started::from_snapshot(&Snapshot::new(&before))? == first_start, "the first report's started otherwise");
    for (counter, read) in direct.counters() {
        let captured = of_live.counters().get(&counter).copied().unwrap_or_default();
        ensure!(read >= captured, "{counter} is {read} directly, and was {captured} in the report before");
    }
    Ok(format!(
        "{} maps twice, the dead ones by the same identities; report and direct read take the live",
        first.len()
    ))
}

pub(crate) fn stale(files: &Files) -> Covered {
    let command = files.command("hold")?;
    command.ended(0)?;
    let (before, after) = command.out.trim().split_once('\n').ok_or("it did not read twice")?;
    let before: Dispatch = serde_json::from_str(before)?;
    ensure!(before.nr_enqueued > 0, "before the swap it read {before:?}");
    let after: Value = serde_json::from_str(after)?;
    ensure!(after["stale"] == true, "after the swap it read {after}");
    let error = after["error"].as_str().unwrap_or_default();
    ensure!(error.contains("bind again"), "it does not say what to do: {error}");
    Ok(format!("\"{error}\""))
}
