//! The counters of one copy of a map, through the reports that contain it.

use std::collections::HashMap;
use std::rc::Rc;

use ktsnap_core::report::FailureDumpMap;

use super::columns::{Column, Kind, Unsummed};
use super::decrease::MapChange;
use super::history::History;
use super::kinds::{Clock, Observed};
use super::names::Names;
use super::projection::Projection;
use super::values::{CounterValue, Reading, each};
use crate::counters::Int;
use crate::report::maps::{address_text, has_raw_numbers};

/// What is noted of a report.
pub(super) struct Request<'s> {
    pub(super) is_wanted: &'s dyn Fn(&str, &str) -> bool,
    pub(super) names: &'s Names,
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
    /// Why the names of the object are not used.
    pub(super) unnamed: Option<String>,
    counters: Vec<Counter>,
    at: HashMap<String, usize>,
    /// The changes from a report to the next that contains the copy.
    steps: Vec<(usize, usize, MapChange)>,
    last: Option<usize>,
}

struct Counter {
    name: String,
    /// The name with the names of entries and elements, if an object gives them.
    shown: Option<String>,
    int: Int,
    is_wanted: bool,
    /// Whether it is wanted, or a ratio needs it.
    is_followed: bool,
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
            unnamed: None,
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
            Reading::Counter { name, value, int } => {
                // Every report has the same counters in the same order, unless keys come and go.
                let at = match self.counters.get(next) {
                    Some(counter) if counter.name == name => next,
                    _ => self.at.get(name).copied().unwrap_or_else(|| {
                        let shown = reading.names.checked(map, name, int).unwrap_or_else(|why| {
                            self.unnamed.get_or_insert(why);
                            None
                        });
                        let is_wanted = |name: &str| (reading.is_wanted)(&map.name, name);
                        let wanted = is_wanted(name) || shown.is_some_and(is_wanted);
                        self.at.insert(name.to_owned(), self.counters.len());
                        let is_operand = reading.names.ratios.has(&map.name, name);
                        self.counters.push(Counter::new(name, shown, int, [wanted, is_operand]));
                        self.counters.len() - 1
                    }),
                };
                next = at + 1;
                if let Some(counter) =
                    self.counters.get_mut(at).filter(|counter| counter.is_followed || reading.checks_order)
                {
                    let since = self.last.filter(|last| *last == counter.seen);
                    counter.add(point, value, !int.signed, reading, since.map(|_| &mut change));
                }
            }
        });
        for counter in self.counters.iter_mut().filter(|counter| counter.is_followed && counter.seen != point) {
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

    fn counter(&self, path: &str) -> Option<&Counter> {
        self.at.get(path).and_then(|at| self.counters.get(*at))
    }

    /// The value of a counter in a report.
    pub(super) fn value(&self, point: usize, path: &str) -> Option<i128> {
        self.counter(path)?.history.at(point).copied()
    }

    pub(super) fn holds(&self, path: &str) -> bool {
        self.counter(path).is_some()
    }

    pub(super) fn int(&self, path: &str) -> Option<Int> {
        self.counter(path).map(|counter| counter.int)
    }

    /// Whether a counter's path begins so.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.counters.iter().any(|counter| counter.name.starts_with(prefix))
    }

    pub(super) fn is_per_cpu(&self, path: &str) -> bool {
        self.counter(path).is_some_and(|counter| counter.is_per_cpu)
    }

    /// What the reports show of a counter.
    pub(super) fn observed(&self, name: &str) -> Observed {
        self.counter(name).map_or_else(Observed::default, |counter| Observed {
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
            // A map of another build has no names at all, even if some of its types are the same.
            let name = counter.name.as_str();
            let shown = counter.shown.as_deref().filter(|_| self.unnamed.is_none()).unwrap_or(name);
            let mut add = |cpu: Option<usize>, history: &History<i128>| {
                let has = |point: Option<&usize>| point.is_some_and(|point| history.at(*point).is_some());
                if has(points.first()) && has(points.last()) {
                    found.whole.push(Column::new(shown, cpu, kind(name), points, history));
                } else if history.over(points).any(|value| value.is_some())
                    && found.partly.last().is_none_or(|last| last != shown)
                {
                    found.partly.push(shown.to_owned());
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
                        found.unsummed.push((shown.to_owned(), why));
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
    fn new(name: &str, shown: Option<&str>, int: Int, [is_wanted, is_operand]: [bool; 2]) -> Self {
        Self {
            name: name.to_owned(),
            shown: shown.map(str::to_owned),
            int,
            is_wanted,
            is_followed: is_wanted || is_operand,
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
        if self.is_followed {
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
