//! Counters over time as lines: rates of counters, values of gauges, and ratios of differences.

use std::collections::BTreeSet;

use ktsnap_plot::{Axis, Line, Lines, Mark, Number};

use crate::series::{Column, Columns, Instance, Kind};

/// Counters of a picture. More lines are hard to distinguish.
const MOST: usize = 8;

/// What the values of a curve are. Curves of a picture have one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// The rate of a counter up to each report, or its change if the times are unknown.
    Rate,
    /// The value of a gauge.
    Value,
    /// A ratio of the differences since the report before.
    Ratio,
}

/// A counter or ratio over all reports. `None` is a report without its value.
pub(crate) struct Curve<'c> {
    /// The map of the counter. A ratio can have counters of several.
    pub(crate) map: Option<&'c str>,
    /// The counter with its map, or the ratio.
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) drawn: Vec<Option<Number>>,
}

/// The counters for which `is_shown` returns true, by their map and their path. The instances of a map are one curve, with a gap
/// between them. Instances that exist at the same time are curves of their own.
pub(crate) fn curves<'c>(columns: &'c Columns, is_shown: &dyn Fn(&str, &Column) -> bool) -> Vec<Curve<'c>> {
    let mut curves: Vec<(Curve<'c>, BTreeSet<usize>)> = Vec::new();
    for instance in &columns.instances {
        for column in instance.columns.iter().filter(|column| is_shown(&instance.map, column)) {
            let name = full_name(&instance.map, column);
            let drawn = drawn(columns, instance, column);
            let unit = if column.kind == Kind::Counter { Unit::Rate } else { Unit::Value };
            let is_same = |(curve, taken): &&mut (Curve<'_>, BTreeSet<usize>)| {
                curve.name == name && curve.unit == unit && instance.points.iter().all(|at| !taken.contains(at))
            };
            if let Some((curve, taken)) = curves.iter_mut().find(is_same) {
                for (slot, value) in curve.drawn.iter_mut().zip(drawn) {
                    *slot = slot.or(value);
                }
                taken.extend(instance.points.iter().copied());
                continue;
            }
            let is_taken = curves.iter().any(|(curve, _)| curve.name == name && curve.unit == unit);
            let name = if is_taken { format!("{name} at {}", instance.kva) } else { name };
            let curve = Curve { map: Some(&instance.map), name, unit, drawn };
            curves.push((curve, instance.points.iter().copied().collect()));
        }
    }
    curves.into_iter().map(|(curve, _)| curve).collect()
}

/// The ratios for which `is_shown` returns true: at each report, the ratio of the differences since the report before.
pub(crate) fn ratio_curves<'c>(columns: &'c Columns, is_shown: &dyn Fn(&str) -> bool) -> Vec<Curve<'c>> {
    let mut curves: Vec<Curve<'c>> = Vec::new();
    for span in &columns.ratios {
        for column in span.columns.iter().filter(|column| is_shown(&column.name)) {
            let at = curves.iter().position(|curve| curve.name == column.name).unwrap_or_else(|| {
                let drawn = vec![None; columns.points.len()];
                curves.push(Curve { map: None, name: column.name.clone(), unit: Unit::Ratio, drawn });
                curves.len() - 1
            });
            let Some(curve) = curves.get_mut(at) else { continue };
            for (point, step) in span.points.iter().skip(1).zip(&column.steps) {
                if let Some(slot) = curve.drawn.get_mut(*point) {
                    *slot = step.map(Number::Float);
                }
            }
        }
    }
    curves
}

/// A counter with its map: `dispatch.bss.nr_enqueued`, `stats[3]`.
fn full_name(map: &str, column: &Column) -> String {
    let name = match column.name.as_str() {
        "" => map.to_owned(),
        element if element.starts_with('[') => format!("{map}{element}"),
        member => format!("{map}.{member}"),
    };
    column.cpu.map_or_else(|| name.clone(), |cpu| format!("{name} cpu {cpu}"))
}

/// The value of a gauge at each report. Of a counter, the change since the report before, per second if the times are known.
fn drawn(columns: &Columns, instance: &Instance, column: &Column) -> Vec<Option<Number>> {
    let values = columns.aligned(instance, column);
    if column.kind == Kind::Gauge {
        return values.into_iter().map(|value| value.map(Number::Int)).collect();
    }
    let seconds = |at: usize| columns.points.get(at).and_then(|point| point.seconds);
    let step = |at: usize| {
        let before = at.checked_sub(1)?;
        let change = column.difference((*values.get(before)?)?, (*values.get(at)?)?);
        match (seconds(before), seconds(at)) {
            #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
            (Some(before), Some(now)) => Some(Number::Float(change as f64 / (now - before))),
            _ => Some(Number::Int(change)),
        }
    };
    (0..values.len()).map(step).collect()
}

/// Pictures of these curves, at most [`MOST`] in each, each unit apart.
pub(crate) fn pictures(columns: &Columns, curves: Vec<Curve<'_>>, title: &str) -> Vec<Lines> {
    let is_timed = is_timed(columns);
    let rate = if is_timed { "per second" } else { "change since the report before" };
    let is_alone = curves.iter().zip(curves.iter().skip(1)).all(|(one, other)| one.unit == other.unit);
    let mut pictures = Vec::new();
    let mut by_unit = curves;
    by_unit.sort_by_key(|curve| curve.unit);
    for curves in by_unit.chunk_by(|one, other| one.unit == other.unit) {
        let (unit, kind) = match curves.first().map(|curve| curve.unit) {
            Some(Unit::Rate) => (rate, "counters"),
            Some(Unit::Ratio) => ("ratio", "ratios"),
            _ => ("value", "gauges"),
        };
        let parts = curves.len().div_ceil(MOST);
        for (at, part) in curves.chunks(MOST).enumerate() {
            let mut title = title.to_owned();
            if !is_alone {
                title.push_str(&format!(", {kind}"));
            }
            if parts > 1 {
                title.push_str(&format!(", {} of {parts}", at + 1));
            }
            if let [curve] = part {
                title.clone_from(&curve.name);
            }
            let line = |curve: &Curve<'_>| Line { name: curve.name.clone(), values: curve.drawn.clone() };
            pictures.push(Lines {
                title,
                x: Axis::new(if is_timed { "seconds" } else { "report" }),
                y: Axis::new(unit),
                xs: positions(columns),
                lines: part.iter().map(line).collect(),
                marks: marks(columns, part),
            });
        }
    }
    pictures
}

fn is_timed(columns: &Columns) -> bool {
    columns.points.iter().all(|point| point.seconds.is_some())
}

/// Seconds since the first report, or the numbers of the reports, counted from 1.
fn positions(columns: &Columns) -> Vec<f64> {
    let times: Option<Vec<f64>> = columns.points.iter().map(|point| point.seconds).collect();
    match times {
        Some(times) => {
            let first = times.first().copied().unwrap_or_default();
            times.into_iter().map(|time| nanoseconds(time - first)).collect()
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of reports")]
        None => (1..=columns.points.len()).map(|number| number as f64).collect(),
    }
}

/// A time without the digits that only a subtraction of doubles adds.
fn nanoseconds(seconds: f64) -> f64 {
    (seconds * 1e9).round() / 1e9
}

/// The replacements of the maps of these curves, between the two reports.
fn marks(columns: &Columns, curves: &[Curve<'_>]) -> Vec<Mark> {
    let positions = positions(columns);
    let at = |report: usize| positions.get(report).copied();
    let shown = columns
        .events
        .iter()
        .filter(|event| event.maps.iter().any(|map| curves.iter().any(|curve| curve.map.is_none_or(|of| of == map))));
    shown
        .filter_map(|event| {
            let between = format!("between {} and {}", columns.label(event.from), columns.label(event.to));
            let label = match event.live {
                true => format!("the scheduler was replaced {between}"),
                false => format!("another instance of {} {between}", event.maps.join(", ")),
            };
            Some(Mark { x: f64::midpoint(at(event.from)?, at(event.to)?), label })
        })
        .collect()
}
