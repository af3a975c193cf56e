//! Counters followed through reports, which are read one at a time.
//!
//! [`reports`] reads each report with the parts that are wanted, shows it to a follower, and drops it before it reads the next.
//! One follower notes the counters of maps ([`follow`]). The first report of an instance of a map is read in full, which shows the
//! variables that hold wanted counters ([`projection`]). The other notes the fields of a struct ([`fields`]). Values that do not
//! change take no memory ([`history`]). Both make [`Columns`], from which commands print and draw.

mod columns;
mod copy;
mod decrease;
mod elements;
mod fields;
mod follow;
mod history;
mod kinds;
mod names;
mod notes;
mod order;
mod origin;
mod projection;
mod ratios;
mod reports;
mod single;
mod source;
mod synthetic;
mod values;

use ktsnap_core::__private::{Inspected, Wanted};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpMap;

use crate::args::Series;
use crate::declared::Declared;
use crate::failure::Failure;
use crate::screen::progress::Progress;
pub(crate) use columns::{Aside, Column, Columns, Instance, Kind, RatioColumn, RatioSpan, Replacement, Unsummed};
pub(crate) use elements::ElementNames;
use fields::Fields;
use follow::Following;
pub(crate) use names::Names;
use names::is_chosen;
pub(crate) use notes::{NAMES, UNKNOWN, left_out, notes_of_instance, per_second, reason, unsummed};
use projection::Projection;
pub(crate) use ratios::is_in;
use reports::{Follower, Reports, Turn};
pub(crate) use single::SingleRatio;
pub(crate) use values::{CounterValue, Reading, each as each_counter, entry_path};

/// What sees each report after it was read: its number in the order of time, the number of reports, the report, and the names of its entries.
pub(crate) type Observer<'o> = &'o mut dyn FnMut(usize, usize, &FailureDumpReport, &Names);

/// Follows the counters for which `is_wanted` returns true, by the name of the map and the path of the counter; or the fields of a
/// struct, by the name of its map and their path.
///
/// # Errors
///
/// If a report can't be read, if the reports have no common order, or if the order is in doubt.
///
/// `patterns` are those that select the counters; a key that a later report adds can match them.
pub(crate) fn columns(
    args: &Series,
    declared: Option<&Declared>,
    patterns: &[String],
    is_wanted: &dyn Fn(&str, &str) -> bool,
) -> Result<Columns, Failure> {
    if let Some(declared) = declared {
        return Ok(of_struct(args, declared, is_wanted)?.0);
    }
    let mut progress = Progress::new("reading");
    followed(args, patterns, is_wanted, &mut |at, of, _, _| progress.at(at + 1, of))
}

/// Follows the fields and ratios of a struct. Also returns its values in the last report.
///
/// # Errors
///
/// Those of [`columns`], and if the struct can't be read from a report, or a counter decreases within an instance.
pub(crate) fn of_struct(
    args: &Series,
    declared: &Declared,
    is_wanted: &dyn Fn(&str, &str) -> bool,
) -> Result<(Columns, Inspected), Failure> {
    let mut progress = Progress::new("reading");
    // A counter that decreases is an error, so that the order needs no other check.
    let new = |_| Fields::new(declared, is_wanted);
    let (fields, points) = Reports::open(args)?.follow(&new, &mut |turn, _| progress.at(turn.point + 1, turn.count))?;
    fields.finish(points.points)
}

/// Like [`columns`], and shows each report to the observer. A report can lack what is not wanted.
pub(crate) fn followed(
    args: &Series,
    patterns: &[String],
    is_wanted: &dyn Fn(&str, &str) -> bool,
    observer: Observer<'_>,
) -> Result<Columns, Failure> {
    let reports = Reports::open(args)?;
    let names = origin::names(&reports.source, args)?;
    let in_scope = |map: &str, counter: &str| {
        let is_either = || is_wanted(map, counter) || names.name(map, counter).is_some_and(|name| is_wanted(map, name));
        is_chosen(&args.naming, map) && is_either()
    };
    let is_read = |map: &str, counter: &str| in_scope(map, counter) || names.ratios.has(map, counter);
    let new = |checks_order| Counters {
        projection: Projection::new(patterns, &is_read, checks_order),
        following: Following::new(&in_scope, &names, &args.kinds, checks_order),
    };
    let (counters, points) =
        reports.follow(&new, &mut |turn, report| observer(turn.point, turn.count, report, &names))?;
    let labels = points.points.clone();
    counters.following.finish(points.points).map_err(|decrease| decrease.in_doubt(&labels))
}

/// The counters that are followed, and the parts of the reports that hold them.
struct Counters<'s> {
    projection: Projection<'s>,
    following: Following<'s>,
}

impl Follower for Counters<'_> {
    fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_> {
        self.projection.wanted(map)
    }

    fn add(&mut self, turn: &Turn<'_>, report: &FailureDumpReport) -> Result<(), Failure> {
        self.following.add(turn.point, report, turn.clock, &mut self.projection);
        Ok(())
    }
}
