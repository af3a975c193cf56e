//! Typed reads of the harness's series, and the harness's patterns over counters and ratios.

mod support;

use std::time::Duration;

use ktsnap::SnapshotSchema;
use ktsnap_ktstr::series::{self as ktsnap_series, ChangeError, SampleError};
use ktsnap_ktstr::{KtstrError, SchemaError, SnapshotField};
use ktstr::assert::Verdict;
use ktstr::prelude::{FailureDumpReport, Phase, RenderedValue, SampleSeries, SnapshotError};
use support::{capture, dispatch, series};

ktsnap_ktstr::bridge!(ktstr);

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
#[snapshot(ratio(mean_wait_ns = nr_enqueued / (nr_stopping - nr_stopping)))]
struct Dispatch {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_stopping: u64,
    saw_cross: bool,
    nr_inserted: Option<u64>,
}

/// Three captures of one instance: the first from the baseline, two from the scenario's first step.
fn one_scheduler() -> SampleSeries {
    series([(0, dispatch("a0")), (1, dispatch("a1")), (1, dispatch("a2"))])
}

/// The same captures, then another instance in the second step.
fn two_schedulers() -> SampleSeries {
    series([(0, dispatch("a0")), (1, dispatch("a1")), (1, dispatch("a2")), (2, dispatch("swap"))])
}

fn placeholder() -> FailureDumpReport {
    capture("captures/ktstr-placeholder.json")
}

/// The messages of a verdict's failures.
fn failures(verdict: Verdict) -> Vec<String> {
    verdict.into_result().failure_details().map(|detail| detail.message.clone()).collect()
}

#[track_caller]
fn passes(check: impl FnOnce(&mut Verdict)) {
    let mut verdict = Verdict::new();
    check(&mut verdict);
    assert_eq!(failures(verdict), [""; 0]);
}

#[track_caller]
fn fails(check: impl FnOnce(&mut Verdict)) -> String {
    let mut verdict = Verdict::new();
    check(&mut verdict);
    let failures = failures(verdict);
    assert_eq!(failures.len(), 1, "{failures:?}");
    failures.into_iter().next().unwrap()
}

#[test]
fn each_sample_is_read_with_its_tag_time_and_phase() {
    let read = one_scheduler().typed::<Dispatch>();
    let seen: Vec<_> = read.samples.iter().map(|it| (it.tag.as_str(), it.at, it.phase)).collect();
    assert_eq!(
        seen,
        [
            ("periodic_000", Some(Duration::ZERO), Some(ktsnap_series::Phase::BASELINE)),
            ("periodic_001", Some(Duration::from_secs(2)), Some(ktsnap_series::Phase::step(0))),
            ("periodic_002", Some(Duration::from_secs(4)), Some(ktsnap_series::Phase::step(0))),
        ]
    );
    let enqueued: Vec<_> = read.samples.iter().map(|it| it.value.as_ref().unwrap().nr_enqueued).collect();
    assert_eq!(enqueued, [2106, 2784, 4262]);
    assert_eq!(read.samples[0].instance.as_ref().unwrap().to_string(), "dispatch.bss at 0xffff88810000d000");
}

#[test]
fn the_harnesss_patterns_work_on_counters_and_ratios() {
    let series = one_scheduler().typed::<Dispatch>();
    let enqueued = series.field("nr_enqueued", |it| it.nr_enqueued);
    let cross = series.field("cross_fraction", Dispatch::cross_fraction);
    let same = series.field("nr_mig_same", |it| it.nr_mig_same);
    let stopping = series.field("nr_stopping", |it| it.nr_stopping);
    passes(|verdict| _ = enqueued.nondecreasing(verdict));
    passes(|verdict| _ = enqueued.strictly_increasing(verdict));
    passes(|verdict| _ = enqueued.rate_within(verdict, 0.3, 0.8));
    passes(|verdict| _ = cross.steady_within(verdict, 0, 0.05));
    passes(|verdict| _ = cross.converges_to(verdict, 0.64, 0.02, 4_000));
    passes(|verdict| _ = same.ratio_within(verdict, &stopping, 0.17, 0.19));
    passes(|verdict| _ = cross.each(verdict).between(0.6, 0.7));
    passes(|verdict| _ = series.field("saw_cross", |it| it.saw_cross).always_true(verdict));
    fails(|verdict| _ = enqueued.rate_within(verdict, 0.3, 0.5));
    fails(|verdict| _ = cross.steady_within(verdict, 0, 0.015));
    fails(|verdict| _ = cross.converges_to(verdict, 0.5, 0.02, 4_000));
}

#[test]
fn a_pattern_over_a_ratio_fails_with_the_harnesss_message_naming_sample_and_time() {
    let cross = one_scheduler().typed::<Dispatch>().field("cross_fraction", Dispatch::cross_fraction);
    let message = fails(|verdict| _ = cross.each(verdict).at_most(0.65));
    println!("{message}");
    let fraction = 1910.0 / 2931.0;
    assert_eq!(message, format!("cross_fraction (each.at_most 0.65): sample periodic_002 (+4000ms): value {fraction}"));
    let message = fails(|verdict| _ = cross.nondecreasing(verdict));
    println!("{message}");
    assert!(message.starts_with("cross_fraction (nondecreasing): regression at sample periodic_001 (+2000ms)"));
}

#[test]
fn a_ratio_without_a_value_is_a_failed_projection_with_its_message() {
    let read = one_scheduler().typed::<Dispatch>().field("mean_wait_ns", Dispatch::mean_wait_ns);
    let error = read.values_iter().next().unwrap().as_ref().unwrap_err();
    assert!(
        matches!(error, SnapshotError::ProjectionFailed { reason } if reason.contains("nr_stopping - nr_stopping")),
        "{error}"
    );
}

#[test]
fn an_optional_counter_has_a_value_in_samples_that_hold_it() {
    let mut lacking = dispatch("a1");
    let bss = lacking.maps.iter_mut().find(|map| map.name == "dispatch.bss").unwrap();
    let Some(RenderedValue::Struct { members, .. }) = &mut bss.value else { panic!() };
    members.retain(|member| member.name != "nr_inserted");
    let read = series([(0, dispatch("a0")), (0, lacking)]).typed::<Dispatch>();
    let inserted = read.field("nr_inserted", |it| it.nr_inserted);
    let seen: Vec<_> = inserted.values_iter().collect();
    assert_eq!(seen[0], &Ok(2540.0));
    assert!(
        matches!(seen[1], Err(SnapshotError::ProjectionFailed { reason }) if reason.contains("lacks the variable")),
        "{seen:?}"
    );
}

#[test]
fn each_phase_is_reduced_separately() {
    let series = two_schedulers().typed::<Dispatch>();
    let enqueued = series.field("nr_enqueued", |it| it.nr_enqueued);
    let [settling, first, second] = [Phase::BASELINE, Phase::step(0), Phase::step(1)];
    assert_eq!(enqueued.last_per_phase(), [(settling, 2106.0), (first, 4262.0), (second, 1546.0)].into());
    assert_eq!(enqueued.counter_delta_per_phase()[&first], 4262.0 - 2784.0);
    let cross = series.field("cross_fraction", Dispatch::cross_fraction);
    passes(|verdict| _ = cross.ratio_across_phases(verdict, second, first).at_most(1.1));
}

#[test]
fn a_placeholder_gives_the_error_that_the_patterns_skip() {
    let mut report = placeholder();
    report.scx_walker_unavailable = Some("no rendezvous".to_owned());
    let read = series([(0, dispatch("a0")), (0, report), (0, dispatch("a1"))]).typed::<Dispatch>();
    let expected =
        SnapshotError::PlaceholderSample { tag: "periodic_001".to_owned(), reason: "no rendezvous".to_owned() };
    assert_eq!(read.samples[1].value, Err(SampleError::Placeholder { reason: "no rendezvous".to_owned() }));
    let column = read.field("nr_enqueued", |it| it.nr_enqueued);
    assert_eq!(column.values_iter().nth(1).unwrap(), &Err(expected));
    passes(|verdict| _ = column.nondecreasing(verdict));
    let changes: Vec<_> =
        read.changes().map(|change| change.map(|it| (it.from, it.to, it.value.nr_enqueued))).collect();
    assert_eq!(changes, [Ok(("periodic_000".to_owned(), "periodic_002".to_owned(), 678))]);
}

/// Compares the typed column with the harness's own column of the same counter, sample by sample.
#[track_caller]
fn assert_as_bpf_live(series: &SampleSeries) -> Vec<bool> {
    let theirs = series.bpf_live_u64("nr_enqueued");
    let ours = series.typed::<Dispatch>().field("nr_enqueued", |it| it.nr_enqueued);
    let mut drifted = Vec::new();
    for (ours, theirs) in ours.iter_full().zip(theirs.iter_full()) {
        assert_eq!((ours.0, ours.1), (theirs.0, theirs.1));
        match (ours.2, theirs.2) {
            (Ok(ours), Ok(theirs)) => assert_eq!(*ours, *theirs as f64),
            (
                Err(SnapshotError::WalkerDriftedWithinPhase { phase, pinned_kvas, sample_kvas, requested }),
                Err(SnapshotError::WalkerDriftedWithinPhase {
                    phase: p, pinned_kvas: pinned, sample_kvas: kvas, ..
                }),
            ) => {
                assert_eq!((phase, pinned_kvas, sample_kvas), (p, pinned, kvas));
                assert_eq!(requested, "[nr_enqueued, nr_mig_same, nr_mig_cross, nr_stopping, saw_cross]");
            }
            (ours, theirs) => panic!("{ours:?} and {theirs:?}"),
        }
        drifted.push(ours.2.is_err());
    }
    assert!(ours.phases_iter().eq(theirs.phases_iter()));
    drifted
}

#[test]
fn a_list_of_live_maps_that_changes_within_a_phase_gives_the_harnesss_error() {
    let unlisted = || {
        let mut report = dispatch("a1");
        report.active_map_kvas.clear();
        report
    };
    let in_steps = |steps: [u16; 3]| steps.into_iter().zip([dispatch("a0"), dispatch("swap"), dispatch("a2")]);
    assert_eq!(assert_as_bpf_live(&series(in_steps([1, 1, 1]))), [false, true, false]);
    assert_eq!(assert_as_bpf_live(&series(in_steps([0, 1, 2]))), [false; 3]);
    assert_eq!(assert_as_bpf_live(&series([(1, unlisted()), (1, dispatch("a2"))])), [true, false]);
    assert_eq!(assert_as_bpf_live(&series([(1, dispatch("a0")), (1, unlisted())])), [false, true]);
    assert_eq!(assert_as_bpf_live(&series([(1, unlisted()), (2, dispatch("a2"))])), [false, false]);
}

/// The last of the three samples holds a dead copy with larger counters.
#[test]
fn a_picker_chooses_in_each_sample_and_a_change_of_instance_is_noticed() {
    let series = series([(1, dispatch("a1")), (1, placeholder()), (1, dispatch("swap"))]);
    let busiest =
        |rows: &[(&str, Vec<SnapshotField<'_>>)]| (0..rows.len()).max_by_key(|row| rows[*row].1[0].as_u64().unwrap());
    let busiest = series.typed_via::<Dispatch>(busiest);
    let [first, none, last] = busiest.samples.as_slice() else { panic!() };
    assert_eq!([first, last].map(|it| it.value.as_ref().unwrap().nr_enqueued), [2784, 5397]);
    assert!(matches!(none.value, Err(SampleError::Placeholder { .. })));
    assert_eq!(last.instance.as_ref().unwrap().to_string(), "dispatch.bss at 0xffff88810000d000");
    let change = busiest.changes().next().unwrap().unwrap();
    assert_eq!(change.value.nr_enqueued, 5397 - 2784, "the same map, although another scheduler runs by then");
    let running = series.typed_via::<Dispatch>(|rows| rows.len().checked_sub(1));
    let error = running.changes().next().unwrap().unwrap_err();
    assert!(matches!(error, ChangeError::InstanceChanged { .. }), "{error}");
    let none = series.typed_via::<Dispatch>(|_| None);
    assert!(matches!(none.samples[0].value, Err(SampleError::Read(KtstrError::Schema(SchemaError::Snapshot(_))))));
    let column = none.field("nr_enqueued", |it| it.nr_enqueued);
    assert!(matches!(column.values_iter().next(), Some(Err(SnapshotError::ProjectionFailed { .. }))));
}

#[test]
fn a_change_has_the_differences_of_counters_and_the_elapsed_time() {
    let read = one_scheduler().typed::<Dispatch>();
    let changes: Vec<_> = read.changes().collect::<Result<_, _>>().unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!((&*changes[1].from, &*changes[1].to), ("periodic_001", "periodic_002"));
    assert_eq!(changes[1].elapsed, Some(Duration::from_secs(2)));
    assert_eq!((changes[1].value.nr_enqueued, changes[1].value.saw_cross), (4262 - 2784, true));
}

#[test]
fn two_instances_have_no_difference() {
    let read = two_schedulers().typed::<Dispatch>();
    let error = read.changes().nth(2).unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "between samples periodic_002 and periodic_003 the scheduler was replaced: sample periodic_002 was read from \
         dispatch.bss at 0xffff88810000d000, sample periodic_003 from dispatch.bss at 0xffff88810001c000; counters of two \
         instances have no difference; compare only samples from before or from after the replacement"
    );
    assert!(matches!(error, ChangeError::InstanceChanged { .. }));
}

#[test]
fn a_sample_that_is_unreadable_out_of_order_or_smaller_has_no_change() {
    let lacking = capture("captures/ktstr-no-scheduler.json");
    let read = series([(0, dispatch("a0")), (0, lacking)]).typed::<Dispatch>();
    let error = read.changes().next().unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::Sample { tag, .. } if tag == "periodic_001"), "{error}");

    let back = series([(0, dispatch("a1")), (0, dispatch("a0"))]).typed::<Dispatch>();
    let error = back.changes().next().unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::Reset { source, .. } if source.field == "nr_enqueued"), "{error}");

    let mut reversed = one_scheduler().typed::<Dispatch>();
    reversed.samples.reverse();
    let error = reversed.changes().next().unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::OutOfOrder { from, .. } if from == "periodic_002"), "{error}");
}

#[test]
fn the_harnesss_patterns_work_on_differences() {
    let series = one_scheduler().typed::<Dispatch>();
    let enqueued = series.change_field("nr_enqueued", |it| it.nr_enqueued);
    let seen: Vec<_> = enqueued.iter_full().map(|(tag, elapsed, value)| (tag, elapsed, value.clone())).collect();
    assert_eq!(seen, [("periodic_001", Some(2_000), Ok(678.0)), ("periodic_002", Some(4_000), Ok(1478.0))]);
    assert!(enqueued.phases_iter().eq([Some(Phase::step(0)); 2]));
    passes(|verdict| _ = enqueued.each(verdict).between(600.0, 1500.0));
    let cross = series.change_field("cross_fraction", Dispatch::cross_fraction);
    passes(|verdict| _ = cross.steady_within(verdict, 0, 0.05));
    let message = fails(|verdict| _ = cross.each(verdict).at_most(0.65));
    assert!(message.contains("sample periodic_002 (+4000ms)"), "{message}");

    let replaced = two_schedulers().typed::<Dispatch>().change_field("nr_enqueued", |it| it.nr_enqueued);
    let error = replaced.values_iter().nth(2).unwrap().as_ref().unwrap_err();
    let SnapshotError::ProjectionFailed { reason } = error else { panic!("{error}") };
    assert!(reason.contains("the scheduler was replaced"), "{reason}");
}
