//! The reports of a series, read one at a time in the order of time.

use ktsnap_core::__private::Wanted;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpMap;

use super::kinds::Clock;
use super::order::{Points, given_seconds};
use super::source::{Source, Stamps};
use crate::args::Series;
use crate::failure::Failure;

/// The reports that the arguments name.
pub(super) struct Reports<'a> {
    args: &'a Series,
    seconds: Option<Vec<f64>>,
    pub(super) source: Source,
    /// Whether the reports are known to be in the order of time.
    is_in_order: bool,
}

/// What sees each report after it was read.
pub(super) trait Follower {
    /// The parts of a map that are read, by its header.
    fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_>;

    /// Sees the next report. If that fails, the whole report is read and seen again, because an error describes all of it.
    fn add(&mut self, turn: &Turn<'_>, report: &FailureDumpReport) -> Result<(), Failure>;
}

/// The place of a report in the series.
pub(super) struct Turn<'t> {
    /// The number of the report in the order of time.
    pub(super) point: usize,
    /// The number of reports.
    pub(super) count: usize,
    pub(super) label: &'t str,
    /// The time of the capture, if the report has it.
    pub(super) clock: Option<Clock>,
}

impl<'a> Reports<'a> {
    pub(super) fn open(args: &'a Series) -> Result<Self, Failure> {
        let seconds = given_seconds(args)?;
        if let ([_], true) = (args.reports.as_slice(), args.early) {
            let fact = "`--early` compares snapshots of several reports, and only one is given";
            return Err(Failure::usage(fact, "omit `--early` to compare its two snapshots, or give another report"));
        }
        let (source, is_in_order) = Source::open(args)?;
        Ok(Self { args, seconds, source, is_in_order })
    }

    /// Shows the reports to a follower. `new` makes it; its argument is whether the counters must show the order of the reports.
    ///
    /// # Errors
    ///
    /// If a report can't be read, if the reports have no common order, or if the follower refuses a report.
    pub(super) fn follow<F: Follower>(
        &self,
        new: &dyn Fn(bool) -> F,
        progress: &mut dyn FnMut(&Turn<'_>, &FailureDumpReport),
    ) -> Result<(F, Points), Failure> {
        let labels = self.source.labels();
        // The stamps at the end of the files save a pass over the reports. Each report is compared with its stamp when it is read.
        if let Some(hints) = self.source.hints()
            && let Ok(points) = Points::sorted(&labels, &hints, self.seconds.as_deref())
            && let Some(follower) = self.each(&points, &hints, new, progress)?
        {
            return Ok((follower, points));
        }
        let stamps = self.source.stamps()?;
        let points = Points::sorted(&labels, &stamps, self.seconds.as_deref())?;
        match self.each(&points, &stamps, new, progress)? {
            Some(follower) => Ok((follower, points)),
            None => Err(Failure::new("a report changed while it was read", "wait until all reports are written")),
        }
    }

    /// Reads the reports in order. Returns `None` if a report has another stamp than was expected.
    fn each<F: Follower>(
        &self,
        points: &Points,
        stamps: &Stamps,
        new: &dyn Fn(bool) -> F,
        progress: &mut dyn FnMut(&Turn<'_>, &FailureDumpReport),
    ) -> Result<Option<F>, Failure> {
        let mut follower = new(!points.is_stamped && !self.args.in_order && !self.is_in_order);
        for (point, &report) in points.order.iter().enumerate() {
            let label = points.points.get(point).map_or("", |point| point.label.as_str());
            let turn = Turn { point, count: points.order.len(), label, clock: points.clock(stamps, point) };
            let is_expected = self.source.with(report, &mut follower, |read, follower| {
                if stamps.get(report).is_none_or(|stamp| *stamp != read.capture) {
                    return Ok(false);
                }
                follower.add(&turn, read)?;
                progress(&turn, read);
                Ok(true)
            })?;
            if !is_expected {
                return Ok(None);
            }
        }
        Ok(Some(follower))
    }
}
