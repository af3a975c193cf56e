//! The order of reports, and their times: those in the reports if they contain the time of the capture, else those of the
//! arguments.

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{TimelineError, timeline};

use super::columns::Point;
use super::kinds::Clock;
use super::source::Stamps;
use crate::args::Series;
use crate::failure::Failure;
use crate::screen::text::count;

/// Reports in the order of time.
pub(super) struct Points {
    pub(super) points: Vec<Point>,
    /// The index of each report among the arguments.
    pub(super) order: Vec<usize>,
    /// Whether the reports contain their times, so that the order is certain.
    pub(super) is_stamped: bool,
}

impl Points {
    /// Sorts reports by the times that they contain. Reports without times keep the order of the arguments.
    pub(super) fn sorted(labels: &[String], stamps: &Stamps, seconds: Option<&[f64]>) -> Result<Self, Failure> {
        let label = |report: usize| labels.get(report).cloned().unwrap_or_default();
        let Some(stamped) = stamps.iter().position(Option::is_some) else {
            let at = |report: usize| seconds.and_then(|seconds| seconds.get(report).copied());
            let points = (0..labels.len()).map(|report| Point { label: label(report), seconds: at(report) }).collect();
            return Ok(Self { points, order: (0..labels.len()).collect(), is_stamped: false });
        };
        if seconds.is_some() {
            let fact = format!("{} contains the time of its capture", label(stamped));
            return Err(Failure::usage(fact, "omit `--every` and `--times`, which are for reports without a time"));
        }
        let bare = stamps.iter().map(|stamp| {
            let mut report = FailureDumpReport::default();
            report.capture.clone_from(stamp);
            report
        });
        let bare: Vec<_> = bare.collect();
        let order = timeline(&bare).map_err(|error| no_order(&error, label))?;
        let point = |index, seconds| Point { label: label(index), seconds: Some(seconds) };
        let points = order.iter().map(|time| point(time.index, time.at.as_secs_f64())).collect();
        Ok(Self { points, order: order.iter().map(|time| time.index).collect(), is_stamped: true })
    }
}

impl Points {
    /// The time of a report, if it contains one.
    pub(super) fn clock(&self, stamps: &Stamps, point: usize) -> Option<Clock> {
        let now = |point: usize| Some(stamps.get(*self.order.get(point)?)?.as_ref()?.monotonic_ns);
        let at = now(point)?;
        let (from, to) = match point {
            0 => (at, now(1).unwrap_or(at)),
            _ => (now(point - 1)?, at),
        };
        Some(Clock { now: at, period: to.saturating_sub(from) })
    }
}

fn no_order(error: &TimelineError, label: impl Fn(usize) -> String) -> Failure {
    let fact = error.fact(label);
    match error {
        TimelineError::NotStamped { .. } => Failure::new(
            format!("{fact}, unlike other reports"),
            "do not mix reports of `ktsnap capture` with reports that contain no time",
        ),
        other => Failure::new(fact, other.help()),
    }
}

/// The time of each report, if the arguments give it.
pub(super) fn given_seconds(args: &Series) -> Result<Option<Vec<f64>>, Failure> {
    // A single report has two snapshots.
    let reports = args.reports.len().max(2);
    if let Some(every) = args.every {
        if every.is_zero() {
            return Err(Failure::usage("`--every` is zero", "give the time between two reports, for example `2s`"));
        }
        let each = every.as_secs_f64();
        return Ok(Some(std::iter::successors(Some(0.0), |at| Some(at + each)).take(reports).collect()));
    }
    let times = &args.times;
    if times.is_empty() {
        return Ok(None);
    }
    if times.len() != reports {
        let numbers = count(times.len(), "number", "numbers");
        let fact = format!("`--times` has {numbers} for {reports} reports");
        return Err(Failure::usage(fact, "give one number per report"));
    }
    let ascend = times.iter().zip(times.iter().skip(1)).all(|(a, b)| a < b);
    if !ascend || !times.iter().all(|time| time.is_finite()) {
        return Err(Failure::usage(
            "the numbers of `--times` do not increase",
            "give the reports and their times in the order of time",
        ));
    }
    Ok(Some(times.clone()))
}
