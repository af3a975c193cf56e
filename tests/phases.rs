//! What was counted in each phase of a scenario, phase against phase, and columns of differences.

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use ktsnap::series::{
    Captured, Change, ChangeError, ComparedError, Phase, Sample, SampleError, Series, SlotError, Untimed,
};
use ktsnap::{FailureDumpReport, RatioError, Snapshot, SnapshotSchema};
use support::{capture, report, running, section};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

const SETTLING: Phase = Phase::BASELINE;
const A: Phase = Phase::step(0);
const B: Phase = Phase::step(1);

/// A report of the instance whose section has that address, with these counters.
fn counted(kva: u64, (same, cross): (u64, u64)) -> FailureDumpReport {
    let maps = [section("dispatch.bss", kva, &[("nr_mig_same", same), ("nr_mig_cross", cross)])];
    report(&running("dispatch", &[kva], &maps))
}

/// A series with a sample every two seconds: its phase, the address of its section, and its counters.
fn series(samples: &[(Phase, u64, (u64, u64))]) -> Series<Moves> {
    let reports: Vec<_> = samples.iter().map(|(_, kva, counters)| counted(*kva, *counters)).collect();
    of_reports(samples.iter().map(|(phase, ..)| *phase).zip(&reports))
}

fn of_reports<'r>(samples: impl IntoIterator<Item = (Phase, &'r FailureDumpReport)>) -> Series<Moves> {
    Series::read((0..).zip(samples).map(|(index, (phase, report))| {
        Captured::new(Duration::from_secs(2 * index), Snapshot::new(report)).in_phase(phase)
    }))
}

/// The tags of the two samples, what was counted, and the seconds.
fn shown(change: &Change<Moves>) -> (&str, &str, u64, u64, Option<u64>) {
    let Change { from, to, value, elapsed, .. } = change;
    (from, to, value.nr_mig_same, value.nr_mig_cross, elapsed.map(|elapsed| elapsed.as_secs()))
}

#[test]
fn a_phase_has_the_difference_from_its_first_to_its_last_sample() {
    let series = series(&[
        (SETTLING, 7, (1, 1)),
        (SETTLING, 7, (4, 2)),
        (A, 7, (10, 10)),
        (A, 7, (11, 13)),
        (A, 7, (15, 20)),
        (B, 7, (100, 100)),
        (B, 7, (109, 101)),
    ]);
    let changes: BTreeMap<_, _> = series.changes_by_phase().into_iter().map(|(at, it)| (at, it.unwrap())).collect();
    let changes: Vec<_> = changes.iter().map(|(phase, change)| (*phase, shown(change))).collect();
    // From 4 to 10 and from 15 to 100 is of no phase.
    assert_eq!(
        changes,
        [(SETTLING, ("0", "1", 3, 1, Some(2))), (A, ("2", "4", 5, 10, Some(4))), (B, ("5", "6", 9, 1, Some(2))),]
    );
}

#[test]
fn a_phase_without_two_samples_is_an_error_that_says_how_many_it_has() {
    let one = series(&[(SETTLING, 7, (1, 1)), (A, 7, (2, 2)), (A, 7, (3, 4))]);
    let by_phase = one.changes_by_phase();
    assert_eq!(by_phase.keys().collect::<Vec<_>>(), [&SETTLING, &A]);
    assert_eq!(by_phase[&SETTLING], Err(ChangeError::TooFewSamples { phase: SETTLING, samples: 1 }));
    assert_eq!(
        by_phase[&SETTLING].as_ref().unwrap_err().to_string(),
        "BASELINE has 1 of the two samples that a difference needs, without placeholders; take samples more often, or let the \
         step last longer"
    );
    let error = one.change_in(B).unwrap_err();
    assert_eq!(error.to_string(), "no sample is of Step[1]: the samples are of BASELINE, Step[0]");
    let unknown = Series::new(vec![Sample::new("0", Ok(Moves { nr_mig_same: 1, nr_mig_cross: 1 }))]);
    let error: ChangeError = unknown.compare(A, B).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no sample is of Step[0]: the phases of the samples are not known; give each sample its phase"
    );
    assert!(unknown.changes_by_phase().is_empty());
}

#[test]
fn placeholders_and_samples_of_no_known_phase_are_skipped_in_a_phase() {
    let placeholder = capture("captures/ktstr-placeholder.json");
    let [first, middle, last] = [(1, 1), (5, 5), (9, 3)].map(|counters| counted(7, counters));
    let read = of_reports([(A, &placeholder), (A, &first), (A, &placeholder), (A, &last), (A, &placeholder)]);
    assert_eq!(shown(&read.change_in(A).unwrap()), ("1", "3", 8, 2, Some(4)));
    let only = of_reports([(A, &placeholder), (A, &first), (B, &placeholder)]);
    assert_eq!(only.change_in(A), Err(ChangeError::TooFewSamples { phase: A, samples: 1 }));
    assert_eq!(only.change_in(B), Err(ChangeError::TooFewSamples { phase: B, samples: 0 }));

    // The unknown one counts more than the last.
    let mut unknown = of_reports([(A, &first), (A, &middle), (A, &last)]);
    unknown.samples[1].phase = None;
    assert_eq!(shown(&unknown.change_in(A).unwrap()), ("0", "2", 8, 2, Some(4)));
}

#[test]
fn a_sample_of_a_phase_that_can_not_be_read_is_the_error_of_that_phase_alone() {
    let other = capture("captures/scx_bpfland-a0.json");
    let reports = [counted(7, (1, 1)), other, counted(7, (2, 2)), counted(7, (3, 3)), counted(7, (9, 4))];
    let series = of_reports([A, A, A, B, B].into_iter().zip(&reports));
    let by_phase = series.changes_by_phase();
    assert!(matches!(&by_phase[&A], Err(ChangeError::Sample { tag, .. }) if tag == "1"), "{by_phase:?}");
    assert_eq!(shown(by_phase[&B].as_ref().unwrap()), ("3", "4", 6, 1, Some(2)));
}

#[test]
fn a_scheduler_that_is_replaced_within_a_phase_has_no_difference_there() {
    let series = series(&[(A, 7, (1, 1)), (A, 8, (50, 50)), (B, 8, (60, 60)), (B, 8, (61, 63))]);
    let by_phase = series.changes_by_phase();
    let error = by_phase[&A].as_ref().unwrap_err();
    assert!(matches!(error, ChangeError::InstanceChanged { from, to, .. } if [from, to] == ["0", "1"]), "{error}");
    assert_eq!(shown(by_phase[&B].as_ref().unwrap()), ("2", "3", 1, 3, Some(2)));
    // The sample itself is refused, as the harness's own columns do.
    assert_eq!(
        series.samples[1].value.as_ref().unwrap_err().to_string(),
        "the report lists the live maps 0x8, and the first readable sample of Step[0] lists 0x7, so [nr_mig_same, \
         nr_mig_cross] may be of another instance of the scheduler; replace the scheduler between two phases, or compare \
         samples from before or from after the replacement"
    );
    assert_eq!(series.compare(A, B).unwrap_err(), error.clone());
}

#[test]
fn a_counter_that_decreases_within_a_phase_is_found_between_its_first_and_last_sample() {
    let series = series(&[(A, 7, (5, 5)), (A, 7, (3, 6)), (A, 7, (9, 9))]);
    let error = series.change_in(A).unwrap_err();
    let ChangeError::Reset { from, to, source } = &error else { panic!("{error}") };
    assert_eq!((&**from, &**to, &*source.field), ("0", "1", "nr_mig_same"));
}

#[test]
fn a_phase_on_both_sides_of_another_phase_has_no_difference() {
    let series = series(&[(A, 7, (1, 1)), (B, 7, (2, 2)), (B, 7, (3, 3)), (A, 7, (9, 9))]);
    let error = series.change_in(A).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sample 1 of Step[1] is between samples 0 and 3 of Step[0], and a difference would count both phases; a phase is one \
         stretch of time, so put the samples in the order of time, or use a phase for each stretch"
    );
    assert_eq!(shown(&series.change_in(B).unwrap()), ("1", "2", 1, 1, Some(2)));
    // The two samples that are named are the last before the other phase and the first after it.
    let longer = self::series(&[(A, 7, (1, 1)), (A, 7, (2, 2)), (B, 7, (3, 3)), (B, 7, (4, 4)), (A, 7, (5, 5))]);
    let error = longer.change_in(A).unwrap_err().to_string();
    assert!(error.starts_with("sample 2 of Step[1] is between samples 1 and 4 of Step[0], "), "{error}");
    let placeholder = capture("captures/ktstr-placeholder.json");
    let [first, last] = [(1, 1), (9, 9)].map(|counters| counted(7, counters));
    let error = of_reports([(A, &first), (B, &placeholder), (A, &last)]).change_in(A).unwrap_err();
    assert!(matches!(error, ChangeError::Interrupted { .. }), "a phase that could not be captured counts: {error}");
}

#[test]
fn two_phases_are_compared_by_rates_and_ratios() {
    let samples = [
        (A, 7, (0, 0)),
        (A, 7, (30, 5)),
        (A, 7, (60, 20)),
        // Eight in two seconds, and six of them cross.
        (B, 7, (100, 100)),
        (B, 7, (102, 106)),
    ];
    let compared = series(&samples).compare(A, B).unwrap();
    assert_eq!((shown(&compared.a), shown(&compared.b)), (("0", "2", 60, 20, Some(4)), ("3", "4", 2, 6, Some(2))));
    assert!(compared.same_instance);
    let rate = compared.per_second(|change| change.nr_mig_cross);
    assert_eq!((rate.a.clone(), rate.b.clone()), (Ok(5.0), Ok(3.0)));
    assert_eq!((rate.difference(), rate.quotient()), (Ok(-2.0), Ok(0.6)));
    let ratio = compared.of(Moves::cross_fraction);
    assert_eq!((ratio.a.clone(), ratio.b.clone()), (Ok(0.25), Ok(0.75)));
    assert_eq!((ratio.difference(), ratio.quotient()), (Ok(0.5), Ok(3.0)));

    let restarted = samples.map(|(phase, _, counters)| (phase, if phase == A { 7 } else { 8 }, counters));
    let restarted = series(&restarted).compare(A, B).unwrap();
    assert!(!restarted.same_instance, "an A/B test may restart the scheduler");
    assert_eq!((restarted.a, restarted.b), (compared.a, compared.b));
}

#[test]
fn the_phase_whose_ratio_has_no_value_is_named_and_the_other_keeps_its_value() {
    let compared = series(&[(A, 7, (1, 1)), (A, 7, (1, 1)), (B, 7, (5, 5)), (B, 7, (6, 8))]).compare(A, B).unwrap();
    let ratio = compared.of(Moves::cross_fraction);
    assert_eq!(ratio.b, Ok(0.75));
    assert!(matches!(&ratio.a, Err(RatioError::ZeroDenominator { .. })), "{ratio:?}");
    let error = ratio.difference().unwrap_err();
    assert!(matches!(error, ComparedError::A(_)), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with("the first phase has no value: ") && message.contains("nr_mig_same"), "{message}");
    let rate = compared.per_second(|change| change.nr_mig_same);
    assert_eq!((rate.difference(), rate.quotient()), (Ok(0.5), Err(ComparedError::ZeroInA)));
}

#[test]
fn without_times_a_phase_has_counts_and_no_rate() {
    let reports = [(1, 1), (4, 2)].map(|counters| counted(7, counters));
    let captures = reports.iter().map(|report| Captured::new(None, Snapshot::new(report)).named("x").in_phase(A));
    let compared = Series::<Moves>::read(captures).compare(A, A).unwrap();
    assert_eq!(shown(&compared.a), ("x", "x", 3, 1, None));
    let rate = compared.per_second(|change| change.nr_mig_same);
    let Err(ComparedError::A(untimed)) = rate.difference() else { panic!("{rate:?}") };
    assert_eq!(
        untimed.to_string(),
        "the time between samples x and x is unknown or zero, so the rate can't be computed; give each sample its time"
    );
    let rate: Result<_, Untimed> = compared.a.into_rate();
    assert_eq!(rate, Err(untimed));
}

#[test]
fn a_column_of_differences_has_a_slot_for_each_pair_with_the_time_and_phase_of_the_later() {
    let series = series(&[(SETTLING, 7, (0, 0)), (A, 7, (3, 1)), (A, 7, (3, 1)), (B, 8, (1, 9)), (B, 8, (1, 10))]);
    let cross = series.change_field("nr_mig_cross", |change| change.nr_mig_cross);
    assert_eq!(cross.label, "nr_mig_cross");
    let slots: Vec<_> =
        cross.slots.iter().map(|slot| (&*slot.tag, slot.elapsed_ms(), slot.phase, slot.value.as_ref().ok())).collect();
    assert_eq!(
        slots,
        [
            ("1", Some(2000), Some(A), Some(&1.0)),
            ("2", Some(4000), Some(A), Some(&0.0)),
            ("3", Some(6000), Some(B), None),
            ("4", Some(8000), Some(B), Some(&1.0)),
        ]
    );
    let error = cross.slots[2].value.as_ref().unwrap_err();
    assert!(matches!(error, SlotError::Change(ChangeError::InstanceChanged { .. })), "{error}");

    let fraction = series.change_field("cross_fraction", Moves::cross_fraction);
    assert_eq!(fraction.slots[0].value, Ok(0.25));
    assert!(matches!(fraction.slots[1].value, Err(SlotError::NoValue(_))), "nothing moved: {fraction:?}");
    let absolute = series.field("nr_mig_same", |moves| moves.nr_mig_same);
    assert_eq!(absolute.slots.iter().map(|slot| slot.value.clone().unwrap()).collect::<Vec<_>>(), [0., 3., 3., 1., 1.]);
}

#[test]
fn a_column_of_differences_skips_placeholders_and_a_column_of_values_keeps_their_error() {
    let placeholder = capture("captures/ktstr-placeholder.json");
    let [first, last] = [(1, 1), (9, 3)].map(|counters| counted(7, counters));
    let series = of_reports([(A, &first), (A, &placeholder), (A, &last)]);
    let changes = series.change_field("same", |change| change.nr_mig_same);
    assert_eq!(changes.slots.iter().map(|slot| (&*slot.tag, &slot.value)).collect::<Vec<_>>(), [("2", &Ok(8.0))]);
    let values = series.field("same", |moves| moves.nr_mig_same);
    assert_eq!(values.slots.len(), 3);
    assert!(matches!(values.slots[1].value, Err(SlotError::Sample(SampleError::Placeholder { .. }))));
}

#[test]
fn samples_without_a_known_instance_count_as_of_one_instance() {
    let sample = |tag, phase, same| {
        let moves = Moves { nr_mig_same: same, nr_mig_cross: 0 };
        Sample::<_>::new(tag, Ok(moves)).in_phase(phase).at(Duration::from_secs(same))
    };
    let samples = vec![sample("a", A, 2), sample("b", A, 6), sample("c", B, 8), sample("d", B, 9)];
    let compared = Series::new(samples).compare(A, B).unwrap();
    assert!(compared.same_instance);
    assert_eq!((compared.a.value.nr_mig_same, compared.b.value.nr_mig_same), (4, 1));
}

#[test]
fn the_list_of_a_placeholder_says_nothing_about_the_samples_of_its_phase() {
    let sample = |tag, value| Sample::<_>::new(tag, value).in_phase(A);
    let placeholder = Err(SampleError::Placeholder { reason: "no scheduler".to_owned() });
    let moves = Moves { nr_mig_same: 1, nr_mig_cross: 1 };
    let samples = vec![sample("a", placeholder).with_live_maps(&[7]), sample("b", Ok(moves.clone()))];
    assert_eq!(Series::new(samples).check_live_maps().samples[1].value, Ok(moves));
}

#[test]
fn the_live_maps_of_a_phase_are_those_of_its_first_readable_sample() {
    let unlisted = |counters| {
        let mut report = counted(7, counters);
        report.active_map_kvas.clear();
        report
    };
    let (listed, unlisted) = (counted(7, (1, 1)), unlisted((2, 2)));
    let refused = |phases: [Phase; 2], reports: [&FailureDumpReport; 2]| -> Vec<Option<String>> {
        let read = of_reports(phases.into_iter().zip(reports));
        read.samples.into_iter().map(|sample| sample.value.err().map(|error| error.to_string())).collect()
    };
    let [after, ok] = &*refused([A, A], [&unlisted, &listed]) else { panic!() };
    let after = after.as_deref().unwrap();
    assert!(
        after.starts_with("the report lists no live maps, although another sample of Step[0] lists some, "),
        "{after}"
    );
    assert_eq!(*ok, None);
    let [ok, before] = &*refused([A, A], [&listed, &unlisted]) else { panic!() };
    let before = before.as_deref().unwrap();
    let said = "the report lists no live maps, although the first readable sample of Step[0] lists 0x7, ";
    assert!(before.starts_with(said), "{before}");
    assert_eq!(*ok, None);
    assert_eq!(refused([A, B], [&listed, &unlisted]), [None, None]);
}
