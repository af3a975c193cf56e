//! The counters of one copy of a map, through the reports that contain it.

use std::collections::HashMap;
use std::rc::Rc;

use ktsnap_core::report::FailureDumpMap;

use super::columns::{Column, Kind, Unsummed};
use super::decrease::MapChange;
use super::history::History;
use super::kinds::{Clock, Observed};
use super::projection::Projection;
use super::values::{CounterValue, Reading, each};
use crate::report::maps::{address_text, has_raw_numbers};

/// What is noted of a report.
pub(super) struct Request<'s> {
    pub(super) is_wanted: &'s dyn Fn(&str, &str) -> bool,
    /// Whether every counter shows the order of the reports.
    pub(super) checks_order: bool,
    /// Whether the value of each CPU is followed.
    pub(super) per_cpu: bool,
    /// The time of the capture, if the report has it.
    pub(super) clock: Option<Clock>,
}

/// The counters of a copy in some reports.
#[derive(Default)]
pub(super) struct FoundColumns {
    /// Those that the first and the last report have.
    pub(super) whole: Vec<Column>,
    /// The names of those that only other reports have.
    pub(super) partly: Vec<String>,
    /// The names of those without a sum over CPUs.
    pub(super) unsummed: Vec<(String, Unsummed)>,
}

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
    /// Whether it changes, on any CPU.
    changes: bool,
    /// Whether some CPU has the time of the capture as its value, in each report so far. `None` before the first report with a
    /// time.
    is_clock: Option<bool>,
    /// Whether it has a value per CPU.
    is_per_cpu: bool,
    /// The value, or the sum over all CPUs.
    history: History<i128>,
    /// The value of each CPU, if these are followed.
    cpus: Vec<History<i128>>,
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
        reading: &Request<'_>,
        projection: &Projection<'_>,
    ) {
        self.presence.set(point, Some(()));
        self.live.set(point, is_live.then_some(()));
        self.error.set(point, map.error.clone());
        self.raw |= has_raw_numbers(map);
        let (mut missing, mut next, mut change) = (0_usize, 0, MapChange::default());
        each(map, &mut |part| match part {
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
                        let wanted = (reading.is_wanted)(&map.name, name);
                        self.at.insert(name.to_owned(), self.counters.len());
                        self.counters.push(Counter::new(name, wanted));
                        self.counters.len() - 1
                    }),
                };
                next = at + 1;
                if let Some(counter) =
                    self.counters.get_mut(at).filter(|counter| counter.is_wanted || reading.checks_order)
                {
                    let since = self.last.filter(|last| *last == counter.seen);
                    counter.add(point, value, is_unsigned, reading, since.map(|_| &mut change));
                }
            }
        });
        for counter in self.counters.iter_mut().filter(|counter| counter.is_wanted && counter.seen != point) {
            counter.history.set(point, None);
            counter.cpus.iter_mut().for_each(|history| history.set(point, None));
        }
        self.missing.set(point, (missing > 0).then_some(missing));
        if let Some(last) = self.last.filter(|_| reading.checks_order) {
            self.steps.push((last, point, change));
        }
        self.last = Some(point);
    }

    /// Whether a report has a wanted counter.
    pub(super) fn has_wanted(&self) -> bool {
        self.counters.iter().any(|counter| counter.is_wanted)
    }

    /// What the reports show of a counter.
    pub(super) fn observed(&self, name: &str) -> Observed {
        let counter = self.at.get(name).and_then(|at| self.counters.get(*at));
        counter.map_or_else(Observed::default, |counter| Observed {
            decreases: counter.decreases || !counter.is_unsigned,
            is_clock: counter.is_clock == Some(true),
        })
    }

    /// The wanted counters in some reports.
    pub(super) fn columns(
        &self,
        points: &Rc<[usize]>,
        kind: impl Fn(&str) -> Kind,
        unsummed: impl Fn(&str) -> Option<Unsummed>,
    ) -> FoundColumns {
        let mut found = FoundColumns::default();
        for counter in self.counters.iter().filter(|counter| counter.is_wanted) {
            let name = counter.name.as_str();
            let mut add = |cpu: Option<usize>, history: &History<i128>| {
                let has = |point: Option<&usize>| point.is_some_and(|point| history.at(*point).is_some());
                if has(points.first()) && has(points.last()) {
                    found.whole.push(Column::new(name, cpu, kind(name), points, history));
                } else if history.over(points).any(|value| value.is_some())
                    && found.partly.last().is_none_or(|last| last != name)
                {
                    found.partly.push(name.to_owned());
                }
            };
            if !counter.cpus.is_empty() {
                counter.cpus.iter().enumerate().for_each(|(cpu, history)| add(Some(cpu), history));
                continue;
            }
            match unsummed(name).filter(|_| counter.is_per_cpu) {
                None => add(None, &counter.history),
                Some(why) => {
                    if counter.changes && counter.history.over(points).any(|value| value.is_some()) {
                        found.unsummed.push((name.to_owned(), why));
                    }
                }
            }
        }
        found
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
            changes: false,
            is_clock: None,
            is_per_cpu: false,
            history: History::default(),
            cpus: Vec::new(),
            latest: Vec::new(),
            seen: usize::MAX,
        }
    }

    /// Notes a value, and whether the sum rose or fell since the report before.
    fn add(
        &mut self,
        point: usize,
        value: CounterValue<'_>,
        is_unsigned: bool,
        reading: &Request<'_>,
        change: Option<&mut MapChange>,
    ) {
        let sum = |values: &[Option<i128>]| values.iter().copied().sum::<Option<i128>>();
        let one;
        let values = match value {
            CounterValue::One(value) => {
                one = [Some(value)];
                &one[..]
            }
            CounterValue::PerCpu(values) => {
                self.is_per_cpu = true;
                values
            }
        };
        let (before, after) = (sum(&self.latest).filter(|_| !self.latest.is_empty()), sum(values));
        self.is_unsigned &= is_unsigned;
        if self.seen != point {
            let both = || self.latest.iter().zip(values).filter(|(before, after)| before.is_some() && after.is_some());
            self.decreases |= both().any(|(before, after)| after < before);
            self.changes |= both().any(|(before, after)| after != before);
        }
        if let Some(clock) = &reading.clock {
            let is_now = is_unsigned && values.iter().flatten().any(|value| clock.may_be(*value));
            self.is_clock = Some(is_now && self.is_clock != Some(false));
        }
        if let (true, Some(change), Some(before), Some(after)) = (self.is_unsigned, change, before, after) {
            change.rose += usize::from(after > before);
            change.fell += usize::from(after < before);
        }
        if self.is_wanted {
            self.history.set(point, after);
            if reading.per_cpu && self.is_per_cpu {
                self.cpus.resize_with(self.cpus.len().max(values.len()), History::default);
                let values = values.iter().copied().chain(std::iter::repeat(None));
                self.cpus.iter_mut().zip(values).for_each(|(history, value)| history.set(point, value));
            }
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
