//! The counters of one copy of a map, through the reports that contain it.

use std::collections::HashMap;

use ktsnap_core::report::FailureDumpMap;

use super::columns::{Column, Kind};
use super::decrease::MapChange;
use super::history::History;
use super::projection::Projection;
use super::values::{CounterValue, Reading, each};
use crate::report::maps::{address_text, has_raw_numbers};

/// A copy of a map.
pub(super) struct MapCopy {
    pub(super) kva: u64,
    /// The reports that contain the copy.
    pub(super) presence: History<()>,
    /// The reports in which it is the running scheduler's.
    pub(super) live: History<()>,
    /// The number of values that were not captured.
    pub(super) missing: History<usize>,
    /// Why a report contains the copy incompletely.
    pub(super) error: History<String>,
    /// Whether the type of the values is unknown.
    pub(super) raw: bool,
    counters: Vec<Counter>,
    at: HashMap<String, usize>,
    /// The changes from a report to the next that contains the copy.
    steps: Vec<(usize, usize, MapChange)>,
    last: Option<usize>,
}

struct Counter {
    name: String,
    is_wanted: bool,
    is_unsigned: bool,
    /// Whether it decreases, on any CPU, from a report to the next that has it.
    decreases: bool,
    /// The value, or the sum over all CPUs.
    history: History<i128>,
    /// The latest values, one or one per CPU, and the report that has them.
    latest: Vec<Option<i128>>,
    seen: usize,
}

impl MapCopy {
    pub(super) fn new(kva: u64) -> Self {
        Self {
            kva,
            presence: History::default(),
            live: History::default(),
            missing: History::default(),
            error: History::default(),
            raw: false,
            counters: Vec::new(),
            at: HashMap::new(),
            steps: Vec::new(),
            last: None,
        }
    }

    pub(super) fn address(&self) -> String {
        address_text(self.kva)
    }

    /// Notes that a report does not contain the copy.
    pub(super) fn absent(&mut self, point: usize) {
        self.presence.set(point, None);
    }

    /// Notes the values of a report.
    pub(super) fn add(
        &mut self,
        point: usize,
        map: &FailureDumpMap,
        is_live: bool,
        is_wanted: &dyn Fn(&str, &str) -> bool,
        checks_order: bool,
        projection: &Projection<'_>,
    ) {
        self.presence.set(point, Some(()));
        self.live.set(point, is_live.then_some(()));
        self.error.set(point, map.error.clone());
        self.raw |= has_raw_numbers(map);
        let (mut missing, mut next, mut change) = (0_usize, 0, MapChange::default());
        each(map, &mut |reading| match reading {
            Reading::Missing { path, values } => {
                if projection.has_wanted(map, path) {
                    missing = missing.saturating_add(values);
                }
            }
            Reading::Counter { name, value, is_unsigned } => {
                // Every report has the same counters in the same order, unless keys come and go.
                let at = match self.counters.get(next) {
                    Some(counter) if counter.name == name => next,
                    _ => self.at.get(name).copied().unwrap_or_else(|| {
                        let wanted = is_wanted(&map.name, name);
                        self.at.insert(name.to_owned(), self.counters.len());
                        self.counters.push(Counter::new(name, wanted));
                        self.counters.len() - 1
                    }),
                };
                next = at + 1;
                if let Some(counter) = self.counters.get_mut(at).filter(|counter| counter.is_wanted || checks_order) {
                    let since = self.last.filter(|last| *last == counter.seen);
                    counter.add(point, value, is_unsigned, since.map(|_| &mut change));
                }
            }
        });
        for counter in self.counters.iter_mut().filter(|counter| counter.is_wanted && counter.seen != point) {
            counter.history.set(point, None);
        }
        self.missing.set(point, (missing > 0).then_some(missing));
        if let Some(last) = self.last.filter(|_| checks_order) {
            self.steps.push((last, point, change));
        }
        self.last = Some(point);
    }

    /// Whether a report has a wanted counter.
    pub(super) fn has_wanted(&self) -> bool {
        self.counters.iter().any(|counter| counter.is_wanted)
    }

    /// Whether a counter goes down, or is signed.
    pub(super) fn is_gauge(&self, name: &str) -> bool {
        let counter = self.at.get(name).and_then(|at| self.counters.get(*at));
        counter.is_some_and(|counter| counter.decreases || !counter.is_unsigned)
    }

    /// The wanted counters in some reports: those that the first and the last report have, and the names of the others.
    pub(super) fn columns(&self, points: &[usize], is_gauge: impl Fn(&str) -> bool) -> (Vec<Column>, Vec<String>) {
        let (mut whole, mut partly) = (Vec::new(), Vec::new());
        for counter in self.counters.iter().filter(|counter| counter.is_wanted) {
            let values: Vec<_> = counter.history.over(points).map(Option::<&i128>::copied).collect();
            let has = |value: Option<&Option<i128>>| value.is_some_and(Option::is_some);
            if has(values.first()) && has(values.last()) {
                let kind = if is_gauge(&counter.name) { Kind::Gauge } else { Kind::Counter };
                whole.push(Column { name: counter.name.clone(), kind, values });
            } else if values.iter().any(Option::is_some) {
                partly.push(counter.name.clone());
            }
        }
        (whole, partly)
    }

    /// The changes between two successive reports that are both among these.
    pub(super) fn steps_within(&self, points: &[usize]) -> impl Iterator<Item = (usize, usize, MapChange)> {
        let within = |at: &usize| points.binary_search(at).is_ok();
        self.steps.iter().filter(move |(from, to, _)| within(from) && within(to)).copied()
    }
}

impl Counter {
    fn new(name: &str, is_wanted: bool) -> Self {
        Self {
            name: name.to_owned(),
            is_wanted,
            is_unsigned: true,
            decreases: false,
            history: History::default(),
            latest: Vec::new(),
            seen: usize::MAX,
        }
    }

    /// Notes a value, and whether the sum rose or fell since the report before.
    fn add(&mut self, point: usize, value: CounterValue<'_>, is_unsigned: bool, change: Option<&mut MapChange>) {
        let sum = |values: &[Option<i128>]| values.iter().copied().sum::<Option<i128>>();
        let one;
        let values = match value {
            CounterValue::One(value) => {
                one = [Some(value)];
                &one[..]
            }
            CounterValue::PerCpu(values) => values,
        };
        let (before, after) = (sum(&self.latest).filter(|_| !self.latest.is_empty()), sum(values));
        self.is_unsigned &= is_unsigned;
        if self.seen != point {
            self.decreases |= self.latest.iter().zip(values).any(|(before, after)| after.is_some() && after < before);
        }
        if let (true, Some(change), Some(before), Some(after)) = (self.is_unsigned, change, before, after) {
            change.rose += usize::from(after > before);
            change.fell += usize::from(after < before);
        }
        if self.is_wanted {
            self.history.set(point, after);
        }
        // A value that is missing in a report is compared with the one before it.
        for (at, value) in values.iter().enumerate() {
            match self.latest.get_mut(at) {
                Some(latest) if value.is_some() => *latest = *value,
                Some(_) => {}
                None => self.latest.push(*value),
            }
        }
        self.seen = point;
    }
}
