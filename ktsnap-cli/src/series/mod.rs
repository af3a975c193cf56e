//! Counters followed through reports, which are read one at a time.
//!
//! [`columns`] reads each report with the parts that are wanted, notes the values, and drops the report before it reads the next.
//! The first report of an instance of a map is read in full, which shows the variables that hold wanted counters
//! ([`projection`]). Values that do not change take no memory ([`history`]).

mod columns;
mod copy;
mod decrease;
mod elements;
mod follow;
mod history;
mod kinds;
mod names;
mod notes;
mod order;
mod projection;
mod ratios;
mod single;
mod source;
mod synthetic;
mod values;

use ktsnap_core::FailureDumpReport;

use crate::args::Series;
use crate::failure::Failure;
use crate::screen::progress::Progress;
pub(crate) use columns::{Aside, Column, Columns, Instance, Kind, RatioColumn, RatioSpan, Replacement, Unsummed};
pub(crate) use elements::ElementNames;
use follow::Following;
pub(crate) use names::Names;
use names::is_chosen;
pub(crate) use notes::{NAMES, UNKNOWN, left_out, notes_of_instance, per_second, reason, unsummed};
use order::Points;
use projection::Projection;
pub(crate) use ratios::is_in;
pub(crate) use single::SingleRatio;
use source::Source;
pub(crate) use values::{CounterValue, Reading, each as each_counter, entry_path};

/// What sees each report after it was read: its number in the order of time, the number of reports, the report, and the names of its entries.
pub(crate) type Observer<'o> = &'o mut dyn FnMut(usize, usize, &FailureDumpReport, &Names);

/// Follows the counters for which `is_wanted` returns true, by the name of the map and the path of the counter.
///
/// # Errors
///
/// If a report can't be read, if the reports have no common order, or if the order is in doubt.
///
/// `patterns` are those that select the counters; a key that a later report adds can match them.
pub(crate) fn columns(
    args: &Series,
    patterns: &[String],
    is_wanted: &dyn Fn(&str, &str) -> bool,
) -> Result<Columns, Failure> {
    let mut progress = Progress::new("reading");
    followed(args, patterns, is_wanted, &mut |at, of, _, _| progress.at(at + 1, of))
}

/// Like [`columns`], and shows each report to the observer. A report can lack what is not wanted.
pub(crate) fn followed(
    args: &Series,
    patterns: &[String],
    is_wanted: &dyn Fn(&str, &str) -> bool,
    observer: Observer<'_>,
) -> Result<Columns, Failure> {
    let seconds = order::given_seconds(args)?;
    if let ([_], true) = (args.reports.as_slice(), args.early) {
        let fact = "`--early` compares snapshots of several reports, and only one is given";
        return Err(Failure::usage(fact, "omit `--early` to compare its two snapshots, or give another report"));
    }
    let (source, is_in_order) = Source::open(args)?;
    let names = match args.naming.ratio.is_empty() || args.naming.of.object.is_some() {
        true => Names::of(&args.naming, &args.kinds.sum)?,
        false => source.first(|report, path| Names::of_report(report, path, &args.naming, &args.kinds.sum))?,
    };
    let in_scope = |map: &str, counter: &str| {
        let is_either = || is_wanted(map, counter) || names.name(map, counter).is_some_and(|name| is_wanted(map, name));
        is_chosen(&args.naming, map) && is_either()
    };
    let is_read = |map: &str, counter: &str| in_scope(map, counter) || names.ratios.has(map, counter);
    let selection = Selection { args, patterns, is_wanted: &in_scope, is_read: &is_read, names: &names, is_in_order };
    let labels = source.labels();
    // The stamps at the end of the files save a pass over the reports. Each report is compared with its stamp when it is read.
    if let Some(hints) = source.hints() {
        let points = Points::sorted(&labels, &hints, seconds.as_deref());
        if let Ok(points) = points
            && let Some(columns) = follow(&source, points, &hints, &selection, observer)?
        {
            return Ok(columns);
        }
    }
    let stamps = source.stamps()?;
    let points = Points::sorted(&labels, &stamps, seconds.as_deref())?;
    let columns = follow(&source, points, &stamps, &selection, observer)?;
    columns.ok_or_else(|| Failure::new("a report changed while it was read", "wait until all reports are written"))
}

/// The counters that are followed, and their names.
struct Selection<'s> {
    args: &'s Series,
    patterns: &'s [String],
    is_wanted: &'s dyn Fn(&str, &str) -> bool,
    /// Whether a counter is wanted, or a ratio needs it.
    is_read: &'s dyn Fn(&str, &str) -> bool,
    names: &'s Names,
    /// Whether the reports are known to be in the order of time.
    is_in_order: bool,
}

/// Reads the reports in order. Returns `None` if a report has another stamp than was expected.
fn follow(
    source: &Source,
    points: Points,
    stamps: &source::Stamps,
    selection: &Selection<'_>,
    observer: Observer<'_>,
) -> Result<Option<Columns>, Failure> {
    let Selection { args, patterns, is_wanted, is_read, names, is_in_order } = *selection;
    let checks_order = !points.is_stamped && !args.in_order && !is_in_order;
    let mut projection = Projection::new(patterns, is_read, checks_order);
    let mut following = Following::new(is_wanted, names, &args.kinds, checks_order);
    let count = points.order.len();
    for (at, &report) in points.order.iter().enumerate() {
        let is_expected = source.with(report, &mut projection, |read, projection| {
            following.add(at, read, points.clock(stamps, at), projection);
            observer(at, count, read, selection.names);
            stamps.get(report).is_some_and(|stamp| *stamp == read.capture)
        })?;
        if !is_expected {
            return Ok(None);
        }
    }
    let labels = points.points.clone();
    following.finish(points.points).map(Some).map_err(|decrease| decrease.in_doubt(&labels))
}
