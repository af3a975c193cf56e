//! Whether reports without times are in order: counters of at least one map go up from each report to the next.

use std::collections::BTreeMap;

use super::columns::Point;
use crate::failure::Failure;
use crate::screen::text::count;

/// How many counters of a map changed between two reports.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MapChange {
    pub(super) rose: usize,
    pub(super) fell: usize,
}

/// The changes of maps, by a report and the next report that contains the map.
#[derive(Debug, Default)]
pub(super) struct Steps(BTreeMap<(usize, usize), Vec<MapChange>>);

/// Two reports between which counters decrease.
pub(super) struct Decrease {
    from: usize,
    to: usize,
    sum: MapChange,
}

impl Steps {
    pub(super) fn add(&mut self, from: usize, to: usize, change: MapChange) {
        self.0.entry((from, to)).or_default().push(change);
    }

    /// The first two reports whose order is in doubt, since no map counts up and at least one map counts down. A map counts up or
    /// down if that is true of most of its counters: it may contain gauges too.
    pub(super) fn decrease(&self) -> Option<Decrease> {
        let falls = |steps: &&Vec<MapChange>| {
            steps.iter().any(|step| outweighs(step.fell, step.rose))
                && !steps.iter().any(|step| outweighs(step.rose, step.fell))
        };
        let (&(from, to), steps) = self.0.iter().find(|(_, steps)| falls(steps))?;
        let sum = |of: fn(&MapChange) -> usize| steps.iter().map(of).sum();
        Some(Decrease { from, to, sum: MapChange { rose: sum(|step| step.rose), fell: sum(|step| step.fell) } })
    }
}

/// Whether one number is more than twice the other.
fn outweighs(one: usize, other: usize) -> bool {
    one > other.saturating_mul(2)
}

impl Decrease {
    /// The error for reports without times.
    pub(super) fn in_doubt(&self, points: &[Point]) -> Failure {
        let Self { from, to, sum } = *self;
        let label = |at: usize| points.get(at).map_or("", |point| point.label.as_str());
        let fell = count(sum.fell, "counter decreases", "counters decrease");
        let rose = match sum.rose {
            0 => "none increases".to_owned(),
            1 => "1 increases".to_owned(),
            rose => format!("{rose} increase"),
        };
        let fact = format!("{fell} and {rose} from {} to {}", label(from), label(to));
        Failure::new(fact, "give the earliest report first, or add `--in-order` if the reports are in order")
    }
}
