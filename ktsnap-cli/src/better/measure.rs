//! The values of a measurement.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::group::Element;
use crate::args::{Naming, Series};
use crate::declared::Declared;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::series::{Column, Columns, Instance, Kind, columns};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// The change of a counter, divided by the time.
    PerSecond,
    /// The change of a counter.
    Change,
    /// The value at the end, or in the only report.
    Value,
    /// A ratio of changes.
    Ratio,
}

impl Unit {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PerSecond => "per second",
            Self::Change => "change",
            Self::Value => "value",
            Self::Ratio => "ratio",
        }
    }

    /// What a measurement in this unit is.
    pub(super) fn fact(self) -> &'static str {
        match self {
            Self::PerSecond => "has times",
            Self::Change => "has two reports without times",
            Self::Value | Self::Ratio => "is a single report",
        }
    }
}

/// A map, and a counter in it; or no map, and a ratio.
pub(crate) type Name = (Option<String>, String);

/// A measurement.
#[derive(Debug)]
pub(super) struct Measurement {
    /// Its files, or the directory of the run.
    pub(super) files: Vec<PathBuf>,
    /// What the values of counters are.
    pub(super) unit: Unit,
    pub(super) values: BTreeMap<Name, Measured>,
    /// Maps that were replaced during the measurement, so that no difference is one of a single instance.
    pub(super) replaced: Vec<String>,
}

impl Measurement {
    /// Its name in messages.
    pub(super) fn first_file(&self) -> &Path {
        self.files.first().map_or(Path::new(""), PathBuf::as_path)
    }
}

/// What was measured of a counter or gauge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// The value of a counter in the unit of the measurement; `None` for a gauge and a ratio.
    pub(super) counted: Option<f64>,
    /// The value at the end.
    pub(super) last: f64,
}

/// Reads a measurement. Its reports are dropped afterwards.
pub(super) fn of(element: &Element, args: &Series, declared: Option<&Declared>) -> Result<Measurement, Failure> {
    let (reports, is_single) = match element {
        Element::Interval(path) => (vec![path.clone()], false),
        Element::Series(paths) => (paths.clone(), false),
        // The report with itself has one instance of each map, with its values.
        Element::Single(path) => (vec![path.clone(), path.clone()], true),
    };
    if is_single && !args.naming.ratio.is_empty() {
        let help = "give runs or series of `ktsnap capture`, or omit `--ratio`";
        return Err(Failure::of(element.path(), "is a single report, and a ratio is computed from differences", help));
    }
    let early = args.early && is_single;
    // Names that only some of the measurements have would keep their counters apart.
    let naming = Naming { without_search: true, ..args.naming.clone() };
    let series = Series { reports, early, naming, ..args.clone() };
    let columns = columns(&series, declared, &args.only, &|map, counter| is_wanted(&args.only, map, counter))?;
    let is_timed = columns.points.iter().all(|point| point.seconds.is_some());
    let unit = match (is_single, is_timed) {
        (true, _) => Unit::Value,
        (false, true) => Unit::PerSecond,
        (false, false) => Unit::Change,
    };
    let mut measurement =
        Measurement { files: element.files().to_vec(), unit, values: BTreeMap::new(), replaced: Vec::new() };
    for instance in &columns.instances {
        if instance.is_part {
            measurement.replaced.push(instance.map.clone());
            continue;
        }
        for column in &instance.columns {
            measurement
                .values
                .insert((Some(instance.map.clone()), column.label()), measured(&columns, instance, column, unit));
        }
    }
    measurement.replaced.dedup();
    if let Some((name, why)) = columns.without_value.first() {
        return Err(Failure::of(element.path(), format!("has no value of the ratio `{name}`"), why));
    }
    // A single report has no differences, which the ratios of a struct are computed from.
    for span in columns.ratios.iter().filter(|_| !is_single) {
        // A ratio over a part of the reports is of an instance that was replaced.
        if span.points.len() < columns.points.len() {
            measurement.replaced.extend(columns.events.iter().flat_map(|event| event.maps.iter().cloned()));
            continue;
        }
        let ratios = span.columns.iter().filter_map(|ratio| Some((ratio.name.clone(), ratio.total?)));
        let values = ratios.map(|(name, last)| ((None, name), Measured { counted: None, last }));
        measurement.values.extend(values);
    }
    if measurement.values.is_empty() && measurement.replaced.is_empty() {
        let help = match args.only.is_empty() {
            true => "give reports with maps",
            false => "`--only` matches none of its counters",
        };
        return Err(Failure::of(element.path(), "has no counter to compare", help));
    }
    Ok(measurement)
}

fn measured(columns: &Columns, instance: &Instance, column: &Column, unit: Unit) -> Measured {
    let last = rounded(column.last());
    let counted = match (unit, column.kind) {
        // Every value of a single report is counted since the start of the scheduler, or a gauge.
        (Unit::Value | Unit::Ratio, _) => Some(last),
        (_, Kind::Gauge) => None,
        (Unit::Change, Kind::Counter) => Some(rounded(column.change())),
        (Unit::PerSecond, Kind::Counter) => {
            let elapsed = columns.elapsed(instance).filter(|elapsed| *elapsed > 0.0);
            elapsed.map(|elapsed| rounded(column.change()) / elapsed)
        }
    };
    Measured { counted, last }
}

/// The nearest float: a comparison of ranks does not need more than 53 bits.
#[expect(clippy::cast_precision_loss, reason = "a rank does not need all digits")]
fn rounded(value: i128) -> f64 {
    value as f64
}
