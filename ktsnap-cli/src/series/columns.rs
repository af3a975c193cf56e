//! Counters over several reports: the data of tables, JSON, pictures and pages.

use std::rc::Rc;

use super::history::History;

/// The counters of several reports.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// The reports, in the order of time.
    pub(crate) points: Vec<Point>,
    /// Instances of maps that at least two reports contain.
    pub(crate) instances: Vec<Instance>,
    /// Replacements of a map by another instance.
    pub(crate) events: Vec<Replacement>,
    /// What was not compared.
    pub(crate) aside: Vec<Aside>,
    /// The ratios, for each run of reports without a replacement of their maps.
    pub(crate) ratios: Vec<RatioSpan>,
    /// The ratios that can't be computed, each with the reason.
    pub(crate) without_value: Vec<(String, String)>,
}

/// Ratios over a run of reports.
#[derive(Debug)]
pub(crate) struct RatioSpan {
    pub(crate) points: Vec<usize>,
    pub(crate) columns: Vec<RatioColumn>,
}

/// A ratio over differences of counters.
#[derive(Debug)]
pub(crate) struct RatioColumn {
    pub(crate) name: String,
    /// From the first report to the last. `None` if a counter is missing, or a denominator is zero.
    pub(crate) total: Option<f64>,
    /// Why there is no total, if the ratio says so.
    pub(crate) why: Option<String>,
    /// From each report to the next.
    pub(crate) steps: Vec<Option<f64>>,
}

/// A report.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) label: String,
    /// The time in seconds from any start, if known.
    pub(crate) seconds: Option<f64>,
}

/// A map, or several, that were not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aside {
    /// Only one report contains the map.
    Alone { map: String, point: usize },
    /// The contents of the maps were not captured, by the reason that the reports give.
    Unread { maps: Vec<String>, reason: String },
    /// A report contains several copies of the map with the same address or with none.
    Unknown { map: String },
    /// A map that is not the one that the object declares, so its entries keep their numbers.
    Unnamed { map: String, why: String },
    /// Fields of a struct that are not integers.
    NotIntegers { map: String, fields: Vec<String> },
    /// Values per CPU without a sum.
    Unsummed { map: String, names: Vec<String>, why: Unsummed },
}

/// Why the values of all CPUs have no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unsummed {
    /// A value decreases, or is signed.
    Decreases,
    /// The name is that of a time, an extreme, an average, a state or a number.
    Name,
    /// Values are equal to the time of the capture.
    Clock,
    /// An option says that they are gauges.
    Gauge,
}

/// An instance of a map, over the reports that contain it.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) map: String,
    /// Its address; empty if unknown.
    pub(crate) kva: String,
    /// Whether there is another instance with the same name.
    pub(crate) is_part: bool,
    /// The numbers of the reports, in [`Columns::points`].
    pub(crate) points: Rc<[usize]>,
    /// The counters that the first and the last report have.
    pub(crate) columns: Vec<Column>,
    /// Counters that the first or the last report lacks.
    pub(crate) partly: Vec<String>,
    /// The number of values that were not captured, in the report that lacks most.
    pub(crate) missing: usize,
    /// Whether the type of the values is unknown.
    pub(crate) raw: bool,
    /// Why a report contains the map incompletely.
    pub(crate) error: Option<String>,
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// An unsigned integer that only grows: its differences and rates have a meaning.
    Counter,
    /// A value that goes up and down.
    Gauge,
}

/// A counter of an instance.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The CPU, if each CPU has a column.
    pub(crate) cpu: Option<usize>,
    pub(crate) kind: Kind,
    /// Whether a decrease counts as no change.
    is_saturating: bool,
    /// The reports of the instance.
    points: Rc<[usize]>,
    history: History<i128>,
}

/// Maps that are replaced by another instance between two reports.
#[derive(Debug)]
pub(crate) struct Replacement {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) maps: Vec<String>,
    /// Whether the later maps are known to belong to the running scheduler.
    pub(crate) live: bool,
}

impl Aside {
    /// The map, if only that report contains it.
    pub(crate) fn only_in(&self, report: usize) -> Option<&str> {
        match self {
            Self::Alone { map, point } if *point == report => Some(map),
            _ => None,
        }
    }
}

impl Columns {
    /// The values of a column of an instance for every report: `None` for a report without the instance or the value.
    pub(crate) fn aligned(&self, instance: &Instance, column: &Column) -> Vec<Option<i128>> {
        let mut values = vec![None; self.points.len()];
        for (point, value) in instance.points.iter().zip(column.values()) {
            if let Some(slot) = values.get_mut(*point) {
                *slot = value;
            }
        }
        values
    }

    /// The label of a report.
    pub(crate) fn label(&self, point: usize) -> &str {
        self.points.get(point).map_or("", |point| point.label.as_str())
    }

    /// Seconds from the first report of an instance to the last.
    pub(crate) fn elapsed(&self, instance: &Instance) -> Option<f64> {
        let at = |point: Option<&usize>| self.points.get(*point?)?.seconds;
        Some(at(instance.points.last())? - at(instance.points.first())?)
    }
}

impl Column {
    pub(super) fn new(
        name: &str,
        cpu: Option<usize>,
        kind: Kind,
        points: &Rc<[usize]>,
        history: &History<i128>,
    ) -> Self {
        let (points, history) = (Rc::clone(points), history.clone());
        Self { name: name.to_owned(), cpu, kind, is_saturating: false, points, history }
    }

    /// Says whether a decrease counts as no change.
    pub(super) fn saturating(self, is_saturating: bool) -> Self {
        Self { is_saturating, ..self }
    }

    /// Its value in each report of the instance: of a counter per CPU the sum, unless each CPU has a column. `None` if it was not
    /// captured.
    pub(crate) fn values(&self) -> impl Iterator<Item = Option<i128>> {
        self.history.over(&self.points).map(Option::<&i128>::copied)
    }

    /// The name, with the CPU.
    pub(crate) fn label(&self) -> String {
        let name = if self.name.is_empty() { "(value)" } else { &self.name };
        self.cpu.map_or_else(|| name.to_owned(), |cpu| format!("{name} cpu {cpu}"))
    }

    pub(crate) fn first(&self) -> i128 {
        self.at(self.points.first())
    }

    pub(crate) fn last(&self) -> i128 {
        self.at(self.points.last())
    }

    /// The value in the first or the last report. Both have it: see [`Instance::columns`].
    fn at(&self, point: Option<&usize>) -> i128 {
        point.and_then(|point| self.history.at(*point)).copied().unwrap_or_default()
    }

    pub(crate) fn change(&self) -> i128 {
        self.difference(self.first(), self.last())
    }

    /// The difference of two values. Of a gauge, it is how far the value moved.
    pub(crate) fn difference(&self, earlier: i128, later: i128) -> i128 {
        let difference = later - earlier;
        if self.is_saturating && self.kind == Kind::Counter { difference.max(0) } else { difference }
    }

    /// The change from each report to the next.
    pub(crate) fn changes(&self) -> Vec<Option<i128>> {
        self.values().zip(self.values().skip(1)).map(|(a, b)| Some(self.difference(a?, b?))).collect()
    }

    pub(crate) fn has_changed(&self) -> bool {
        !self.history.is_constant() && self.values().flatten().any(|value| value != self.first())
    }
}
