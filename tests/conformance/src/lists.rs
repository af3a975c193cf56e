//! Generated reports whose list of live maps is wrong in one of four ways, and checks of the typed reads.

use std::cell::Cell;
use std::fmt::Debug;

use ktsnap::typed::{Location, OneMap};
use ktsnap::{SchemaError, SnapshotSchema};
use ktstr::prelude::{FailureDumpReport, Snapshot, SnapshotError};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::sections;
use crate::typed::{Both, Bss, Busiest, Counters, CpuStats, Cpumask, Data, Stats, WaitHist, of_schema};

/// How the list of live maps relates to the captured maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// It names no captured map, since the scheduler was replaced after the list was made.
    Stale,
    /// It names some of the captured maps, of any object.
    Partial,
    /// The report has no list.
    Empty,
    /// It names maps of another object than the report does.
    OfAnotherObject,
}

/// A report with a list of this kind. Some maps have no address.
pub fn report(list: List) -> impl Strategy<Value = Value> {
    let other = select(vec![".bss", ".data", ".rodata"]).prop_map(
        |section| json!({"name": format!("other{section}"), "map_type": 2, "value_size": 8, "max_entries": 1}),
    );
    let running = prop_oneof![5 => Just(Some("dispatch")), 1 => Just(Some("fifo")), 3 => Just(None)];
    (vec(sections::map(), 1..7), other, running, any::<u32>(), any::<u32>()).prop_map(
        move |(mut maps, other, running, unknown, listed)| {
            let of_another = list == List::OfAnotherObject;
            if of_another {
                maps.push(other);
            }
            let mut live = Vec::new();
            for (index, map) in (0_u32..).zip(&mut maps) {
                let kva = u64::from(index) + 1;
                let is_other = map["name"].as_str().is_some_and(|name| name.starts_with("other."));
                // One in eight has no address.
                let is_unknown = unknown >> (3 * index) & 7 == 0 && !(of_another && is_other);
                if let Some(value) = map.get_mut("value") {
                    uncut(value);
                }
                map["map_kva"] = if is_unknown { 0 } else { kva }.into();
                let is_listed = match list {
                    List::Stale | List::Empty => false,
                    List::Partial => listed >> index & 1 == 1,
                    List::OfAnotherObject => is_other,
                };
                if is_listed && !is_unknown {
                    live.push(kva);
                }
            }
            match list {
                List::Stale => live = vec![100, 101],
                // Also include an address that no captured map has.
                List::Partial => live.push(100),
                List::Empty | List::OfAnotherObject => {}
            }
            let mut report = json!({"schema": "single", "maps": maps});
            if let Some(running) = if of_another { Some("dispatch") } else { running } {
                report["active_obj_name"] = running.into();
            }
            if !live.is_empty() {
                report["active_map_kvas"] = json!(live);
            }
            report
        },
    )
}

/// Removes truncation, since the views differ in truncated sections on purpose.
fn uncut(value: &mut Value) {
    if let Some(partial) = value.get_mut("partial").map(Value::take) {
        *value = partial;
    }
    if let Some(target) = value.get_mut("deref") {
        uncut(target);
    }
}

/// The number of reads by outcome.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct ListOutcomes {
    /// Reports.
    pub reports: u32,
    /// Reads that returned a struct.
    pub read: u32,
    /// Reads that the harness refuses, and so does ktsnap.
    pub refused: u32,
    /// Reads that only ktsnap refuses.
    pub refused_by_ktsnap: u32,
    /// Reads of maps that the harness does not look at: sections that an incomplete list leaves out, and maps of other kinds.
    pub unseen: u32,
}

/// Compares views, reads and errors over `cases` reports, which are the same in every run.
#[track_caller]
pub fn compare(list: List, cases: u32) -> ListOutcomes {
    let config =
        ProptestConfig { cases, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let outcomes = Cell::new(ListOutcomes::default());
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let run = runner.run(&report(list), |report| {
        crate::assert_same(&report);
        let both = Both::of(&report).ok_or_else(|| TestCaseError::fail("the harness can't read the report"))?;
        let theirs: FailureDumpReport =
            serde_json::from_value(report.clone()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut sum = outcomes.get();
        sum.reports += 1;
        let snapshot = Snapshot::new(&theirs);
        let ours = both.ours();
        check::<Bss>(&snapshot, ours, &mut sum);
        check::<Counters>(&snapshot, ours, &mut sum);
        check::<Busiest>(&snapshot, ours, &mut sum);
        check::<Data>(&snapshot, ours, &mut sum);
        check::<Cpumask>(&snapshot, ours, &mut sum);
        check::<Stats>(&snapshot, ours, &mut sum);
        check::<CpuStats>(&snapshot, ours, &mut sum);
        check::<WaitHist>(&snapshot, ours, &mut sum);
        outcomes.set(sum);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    outcomes.get()
}

/// Checks that a typed read fails if the harness refuses the running scheduler's variables, unless the reason is that the list
/// leaves their section out.
#[track_caller]
fn check<T>(theirs: &Snapshot<'_>, ours: &ktsnap::FailureDumpReport, outcomes: &mut ListOutcomes)
where
    T: OneMap + PartialEq + Debug,
{
    let snapshot = ktsnap::Snapshot::new(ours);
    let read = same::<T>(theirs, &snapshot);
    assert!(read.is_err() || T::pick(&snapshot).is_ok(), "{ours:#?}");
    let read = read.map(drop);
    let answer = harness::<T>(theirs);
    let has_picker = T::picker().is_some();
    match (&answer, &read) {
        (Answer::Refused(SnapshotError::NoActiveScheduler { .. }), Ok(())) if has_picker => outcomes.read += 1,
        (Answer::Refused(error), Ok(())) => {
            panic!("the harness: {error}; ktsnap reads {}\n{ours:#?}", T::schema().location.name())
        }
        (Answer::Refused(SnapshotError::ActiveFilterExcludedMaps { .. }), Err(error)) => {
            let is_same = matches!(
                error,
                SchemaError::Snapshot(ktsnap::SnapshotError::ActiveFilterExcludedMaps { .. })
                    | SchemaError::AddressUnknown { .. }
            );
            assert!(is_same, "{error}\n{ours:#?}");
            outcomes.refused += 1;
        }
        (Answer::Refused(_), Err(_)) => outcomes.refused += 1,
        (Answer::Accepted, Err(_)) => outcomes.refused_by_ktsnap += 1,
        (Answer::Accepted, Ok(())) => outcomes.read += 1,
        (Answer::Unseen, _) => outcomes.unseen += 1,
    }
}

/// Reads the struct from both snapshots, which must give the same struct or error.
#[track_caller]
fn same<T>(theirs: &Snapshot<'_>, ours: &ktsnap::Snapshot<'_>) -> Result<T, SchemaError>
where
    T: OneMap + PartialEq + Debug,
{
    let read = T::from_snapshot(ours);
    let of_report = of_schema(T::from_report(theirs.report()));
    assert_eq!(of_report, read, "from_report and from_snapshot of {ours}");
    read
}

/// The harness's answer for a struct's variables.
enum Answer {
    Accepted,
    Refused(SnapshotError),
    /// It does not find them or does not look at their map.
    Unseen,
}

fn harness<T: OneMap>(snapshot: &Snapshot<'_>) -> Answer {
    let report = snapshot.report();
    let is_of_location =
        |map: &ktstr::prelude::FailureDumpMap| T::schema().location.may_be(&map.name, map.map_type, map.value_size);
    let is_seen = matches!(T::schema().location, Location::Section { name: ".bss" | ".data" | ".rodata", .. });
    let active = match snapshot.active() {
        Ok(active) => active,
        // The harness only looks at maps that are named after an object.
        Err(_) if !is_seen => return Answer::Unseen,
        Err(error) => return Answer::Refused(error),
    };
    if is_seen {
        let names: Vec<_> = T::schema().names().collect();
        let of_section = |rows: &[(&str, Vec<ktstr::prelude::SnapshotField<'_>>)]| {
            rows.iter().position(|(map, _)| T::schema().location.may_be(map, 0, 0))
        };
        return match active.live_vars_via(&names, of_section) {
            Ok(_) => Answer::Accepted,
            Err(SnapshotError::VarNotFound { .. } | SnapshotError::ProjectionFailed { .. }) => Answer::Unseen,
            Err(error) => Answer::Refused(error),
        };
    }
    // A listed map is live, even if the harness does not look at it.
    let is_listed = report
        .maps
        .iter()
        .any(|map| is_of_location(map) && map.map_kva != 0 && report.active_map_kvas.contains(&map.map_kva));
    match active.map("no such map").err() {
        Some(error @ SnapshotError::ActiveFilterExcludedMaps { .. }) if !is_listed => Answer::Refused(error),
        _ => Answer::Unseen,
    }
}
