//! Counters followed through reports, which are read one at a time.
//!
//! [`columns`] reads each report with the parts that are wanted, notes the values, and drops the report before it reads the next.
//! The first report of an instance of a map is read in full, which shows the variables that hold wanted counters
//! ([`projection`]). Values that do not change take no memory ([`history`]).

mod columns;
mod copy;
mod decrease;
mod follow;
mod history;
mod kinds;
mod notes;
mod order;
mod projection;
mod source;
mod values;

use ktsnap_core::FailureDumpReport;

use crate::args::Series;
use crate::failure::Failure;
use crate::screen::progress::Progress;
pub(crate) use columns::{Aside, Column, Columns, Instance, Kind, Replacement, Unsummed};
use follow::Following;
pub(crate) use notes::{NAMES, UNKNOWN, left_out, notes_of_instance, per_second, reason, unsummed};
use order::Points;
use projection::Projection;
use source::Source;
pub(crate) use values::{CounterValue, Reading, each as each_counter};

/// What sees each report after it was read: its number in the order of time, the number of reports, and the report.
pub(crate) type Observer<'o> = &'o mut dyn FnMut(usize, usize, &FailureDumpReport);

/// Follows the counters for which `is_wanted` returns true, by the name of the map and the path of the counter.
///
/// # Errors
///
/// If a report can't be read, if the reports have no common order, or if the order is in doubt.
pub(crate) fn columns(args: &Series, is_wanted: &dyn Fn(&str, &str) -> bool) -> Result<Columns, Failure> {
    let mut progress = Progress::new("reading");
    followed(args, is_wanted, &mut |at, of, _| progress.at(at + 1, of))
}

/// Like [`columns`], and shows each report to the observer. A report can lack what is not wanted.
pub(crate) fn followed(
    args: &Series,
    is_wanted: &dyn Fn(&str, &str) -> bool,
    observer: Observer<'_>,
) -> Result<Columns, Failure> {
    let seconds = order::given_seconds(args)?;
    if let ([_], true) = (args.reports.as_slice(), args.early) {
        let fact = "`--early` compares snapshots of several reports, and only one is given";
        return Err(Failure::usage(fact, "omit `--early` to compare its two snapshots, or give another report"));
    }
    let (source, is_in_order) = Source::open(args)?;
    let labels = source.labels();
    // The stamps at the end of the files save a pass over the reports. Each report is compared with its stamp when it is read.
    if let Some(hints) = source.hints() {
        let points = Points::sorted(&labels, &hints, seconds.clone());
        if let Ok(points) = points
            && let Some(columns) = follow(&source, points, &hints, (args, is_in_order), is_wanted, observer)?
        {
            return Ok(columns);
        }
    }
    let stamps = source.stamps()?;
    let points = Points::sorted(&labels, &stamps, seconds)?;
    let columns = follow(&source, points, &stamps, (args, is_in_order), is_wanted, observer)?;
    columns.ok_or_else(|| Failure::new("a report changed while it was read", "wait until all reports are written"))
}

/// Reads the reports in order. Returns `None` if a report has another stamp than was expected.
fn follow(
    source: &Source,
    points: Points,
    stamps: &source::Stamps,
    (args, is_in_order): (&Series, bool),
    is_wanted: &dyn Fn(&str, &str) -> bool,
    observer: Observer<'_>,
) -> Result<Option<Columns>, Failure> {
    let checks_order = !points.is_stamped && !args.in_order && !is_in_order;
    let mut projection = Projection::new(&args.only, is_wanted, checks_order);
    let mut following = Following::new(is_wanted, &args.kinds, checks_order);
    let count = points.order.len();
    for (at, &report) in points.order.iter().enumerate() {
        let is_expected = source.with(report, &mut projection, |read, projection| {
            following.add(at, read, points.clock(stamps, at), projection);
            observer(at, count, read);
            stamps.get(report).is_some_and(|stamp| *stamp == read.capture)
        })?;
        if !is_expected {
            return Ok(None);
        }
    }
    let labels = points.points.clone();
    following.finish(points.points).map(Some).map_err(|decrease| decrease.in_doubt(&labels))
}
