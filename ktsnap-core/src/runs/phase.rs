//! The phases of a scenario, and which reports belong to each.

use std::time::Duration;

use serde::Deserialize;

use super::{ReportKind, RunReport, Sidecar};
use crate::series::Phase;

/// A phase of the scenario, as the sidecar has it in `stats.phases`.
///
/// ```
/// use ktsnap_core::runs::Run;
///
/// let run = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations")?;
/// let step = &run.sidecar()?.phases()[1];
/// assert_eq!((step.phase.to_string().as_str(), step.sample_count), ("Step[0]", 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "WrittenPhase")]
#[non_exhaustive]
pub struct PhaseWindow {
    /// The phase.
    pub phase: Phase,
    /// The time for which the harness planned the first periodic report in the phase, since the start of the scenario. Of a
    /// phase without a report, the start of its step. `None` if the harness does not know.
    pub start: Option<Duration>,
    /// The time for which the harness planned the last periodic report in the phase. Of a phase without a report, the end of
    /// its step.
    pub end: Option<Duration>,
    /// The number of periodic reports in the phase, including those that failed and have no file.
    pub sample_count: u64,
}

/// A phase as the harness writes it.
#[derive(Deserialize)]
struct WrittenPhase {
    step_index: u16,
    #[serde(default)]
    start_ms: Option<u64>,
    #[serde(default)]
    end_ms: Option<u64>,
    sample_count: u64,
}

impl From<WrittenPhase> for PhaseWindow {
    fn from(phase: WrittenPhase) -> Self {
        let WrittenPhase { step_index, start_ms, end_ms, sample_count } = phase;
        // The harness writes an end before the start if it knows no time, and the largest number for an open end.
        let is_known = start_ms.zip(end_ms).is_some_and(|(start, end)| start <= end);
        let time = |ms: Option<u64>| ms.filter(|ms| is_known && *ms != u64::MAX).map(Duration::from_millis);
        Self { phase: Phase::from(step_index), start: time(start_ms), end: time(end_ms), sample_count }
    }
}

/// Enters the phase and the planned time into periodic reports of the first machine.
///
/// The sidecar counts the reports of each phase, in the order of time. A number of a report has a place in that order only if
/// the counts add up to all reports that were due: the harness forgets the earliest of more than 64.
pub(super) fn assign(reports: &mut [RunReport], sidecar: &Sidecar) {
    let phases = sidecar.phases();
    let total = phases.iter().try_fold(0_u64, |sum, phase| sum.checked_add(phase.sample_count));
    let is_ordered = phases.iter().zip(phases.iter().skip(1)).all(|(one, next)| one.phase < next.phase);
    if !is_ordered || total.is_none() || total != sidecar.periodic_fired.map(u64::from) {
        return;
    }
    for report in reports.iter_mut().filter(|report| !report.is_repro && report.attempt.is_none()) {
        let ReportKind::Periodic(number) = report.kind else { continue };
        let mut place = u64::from(number);
        for phase in phases {
            if place < phase.sample_count {
                report.planned = planned(phase, place);
                report.phase = Some(phase.phase);
                break;
            }
            place -= phase.sample_count;
        }
    }
}

/// The planned time of a report by its place in a phase: the first and the last are in the sidecar.
fn planned(phase: &PhaseWindow, place: u64) -> Option<Duration> {
    let first = phase.start.filter(|_| place == 0);
    let last = phase.end.filter(|_| place.checked_add(1) == Some(phase.sample_count));
    match (first, last) {
        // A single report has one time.
        (Some(start), Some(end)) if start != end => None,
        (first, last) => first.or(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phase(step_index: u16, start_ms: u64, end_ms: u64, sample_count: u64) -> PhaseWindow {
        WrittenPhase { step_index, start_ms: Some(start_ms), end_ms: Some(end_ms), sample_count }.into()
    }

    fn report(number: u32) -> RunReport {
        RunReport {
            file: "".into(),
            kind: ReportKind::Periodic(number),
            is_repro: false,
            attempt: None,
            phase: None,
            planned: None,
        }
    }

    /// Step and planned milliseconds of each report.
    fn assigned(fired: u32, phases: Vec<PhaseWindow>) -> Vec<(Option<u16>, Option<u128>)> {
        assigned_to((0..5).map(report).collect(), fired, phases)
    }

    fn assigned_to(
        mut reports: Vec<RunReport>,
        fired: u32,
        phases: Vec<PhaseWindow>,
    ) -> Vec<(Option<u16>, Option<u128>)> {
        let mut sidecar = Sidecar::default();
        sidecar.periodic_fired = Some(fired);
        sidecar.set_phases(phases);
        assign(&mut reports, &sidecar);
        let of = |report: &RunReport| (report.phase.map(u16::from), report.planned.map(|time| time.as_millis()));
        reports.iter().map(of).collect()
    }

    #[test]
    fn the_first_and_last_report_of_a_phase_have_a_time() {
        let phases = vec![phase(0, 50, 50, 1), phase(1, 0, u64::MAX, 0), phase(2, 100, 300, 3), phase(3, 400, 400, 1)];
        let expected = [(0, Some(50)), (2, Some(100)), (2, None), (2, Some(300)), (3, Some(400))]
            .map(|(step, at)| (Some(step), at));
        assert_eq!(assigned(5, phases), expected);
    }

    #[test]
    fn counts_that_do_not_add_up_say_nothing() {
        let nothing = vec![(None, None); 5];
        assert_eq!(assigned(5, vec![phase(0, 50, 90, 4)]), nothing);
        assert_eq!(assigned(5, vec![phase(1, 50, 90, 2), phase(0, 0, 30, 3)]), nothing);
        assert_eq!(assigned(5, vec![phase(0, 1, 2, u64::MAX), phase(1, 3, 4, 6)]), nothing);
        assert_eq!(assigned(5, vec![phase(1, 0, 30, 2), phase(1, 50, 90, 3)]), nothing);
    }

    #[test]
    fn the_only_report_of_a_phase_with_two_times_has_none() {
        assert_eq!(assigned(1, vec![phase(0, 50, 90, 1)])[0], (Some(0), None));
    }

    #[test]
    fn reports_of_the_second_machine_and_of_earlier_attempts_have_no_phase() {
        let reports = vec![
            RunReport { is_repro: true, ..report(0) },
            RunReport { attempt: Some(1), ..report(0) },
            RunReport { is_repro: true, attempt: Some(1), ..report(0) },
            report(0),
        ];
        let expected = [(None, None), (None, None), (None, None), (Some(0), Some(50))];
        assert_eq!(assigned_to(reports, 1, vec![phase(0, 50, 50, 1)]), expected);
    }

    #[test]
    fn a_window_without_times_gives_none() {
        assert_eq!(assigned(5, vec![phase(0, u64::MAX, 0, 5)]), vec![(Some(0), None); 5]);
    }
}
