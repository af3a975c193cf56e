//! What a value means: a counter, or a gauge. BTF does not say.
//!
//! A counter is an unsigned integer that never decreases, on any CPU, within any instance of its map. A time grows too, but its
//! differences and sums mean nothing. A name, or the clock of the capture, shows that a value is a time. Options override both.

use super::columns::{Kind, Unsummed};
use crate::args::Kinds;
use crate::counters::is_named_as_count;
use crate::filter::is_selected;

/// What the reports show of a value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Observed {
    /// Whether it decreases, on any CPU, or is signed.
    pub(super) decreases: bool,
    /// Whether some CPU has the time of the capture as its value in each report.
    pub(super) is_clock: bool,
}

/// What a value is.
pub(super) fn kind(kinds: &Kinds, map: &str, counter: &str, observed: Observed) -> Kind {
    if is_selected(&kinds.counter, map, counter) {
        return Kind::Counter;
    }
    let is_gauge = is_selected(&kinds.gauge, map, counter) || why_not_counted(counter, observed).is_some();
    if is_gauge { Kind::Gauge } else { Kind::Counter }
}

/// Why the values of all CPUs have no sum. `None` if they have.
pub(super) fn unsummed(kinds: &Kinds, map: &str, counter: &str, observed: Observed) -> Option<Unsummed> {
    if is_selected(&kinds.sum, map, counter) || is_selected(&kinds.counter, map, counter) {
        return None;
    }
    is_selected(&kinds.gauge, map, counter).then_some(Unsummed::Gauge).or_else(|| why_not_counted(counter, observed))
}

fn why_not_counted(counter: &str, observed: Observed) -> Option<Unsummed> {
    match observed {
        Observed { decreases: true, .. } => Some(Unsummed::Decreases),
        Observed { is_clock: true, .. } => Some(Unsummed::Clock),
        _ => (!is_named_as_count(counter)).then_some(Unsummed::Name),
    }
}

/// The time of a capture, and since the capture before it, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) now: u64,
    pub(super) period: u64,
}

const SECOND: u64 = 1_000_000_000;

impl Clock {
    /// Whether a value can be a time between the capture before and this one. The clocks of the kernel differ a little.
    pub(super) fn may_be(&self, value: i128) -> bool {
        let Self { now, period } = *self;
        let earliest = now.saturating_sub(period.max(SECOND));
        earliest > 0 && value >= earliest.into() && value <= now.saturating_add(SECOND).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_near_the_time_of_the_capture_is_a_time() {
        let clock = Clock { now: 100 * SECOND, period: 2 * SECOND };
        for (value, may_be) in [(97, false), (98, true), (100, true), (101, true), (102, false), (0, false)] {
            assert_eq!(clock.may_be(value * i128::from(SECOND)), may_be, "{value}");
        }
        let early = Clock { now: SECOND / 2, period: 2 * SECOND };
        assert!(!early.may_be(0), "no time is known right after boot");
    }

    #[test]
    fn options_override_what_the_reports_show() {
        let only = |pattern: &str| vec![pattern.to_owned()];
        let down = Observed { decreases: true, is_clock: false };
        let (none, counter) = (Kinds::default(), Kinds { counter: only("nr"), ..Kinds::default() });
        let (gauge, sum) =
            (Kinds { gauge: only("nr"), ..Kinds::default() }, Kinds { sum: only("nr"), ..Kinds::default() });
        assert_eq!(kind(&none, "m", "nr", Observed::default()), Kind::Counter);
        assert_eq!(kind(&none, "m", "nr", down), Kind::Gauge);
        assert_eq!(kind(&counter, "m", "nr", down), Kind::Counter);
        assert_eq!(kind(&gauge, "m", "nr", Observed::default()), Kind::Gauge);
        assert_eq!(unsummed(&none, "m", "nr", down), Some(Unsummed::Decreases));
        assert_eq!(unsummed(&gauge, "m", "nr", Observed::default()), Some(Unsummed::Gauge));
        assert_eq!(unsummed(&sum, "m", "nr", down), None);
        assert_eq!(unsummed(&none, "m", "started_at", Observed::default()), Some(Unsummed::Name));
    }
}
