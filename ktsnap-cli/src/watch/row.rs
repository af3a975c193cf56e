//! What a turn shows of a counter, a histogram and a ratio.

use std::rc::Rc;

use ktsnap_core::histogram::Bucket;

use crate::live::reading::Reading;
use crate::live::running::Key;

/// A counter, or its value on one CPU.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) id: RowId,
    pub(super) name: Rc<str>,
    pub(super) cpu: Option<usize>,
    /// The values, or why the counter is not read.
    pub(super) counted: Result<Counted, String>,
}

/// What a row is about, the same in all turns of an instance. The rows of a turn are in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowId {
    /// The index of the counter in the plan, or of the first counter of its hash map.
    place: usize,
    /// The key in a hash map.
    key: Option<Key>,
    /// The index of the counter in the plan.
    counter: usize,
}

/// The values of a counter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) value: i128,
    /// The difference to the reading before.
    pub(super) change: Option<i128>,
    /// The change per second.
    pub(super) rate: Option<f64>,
}

/// A histogram.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    pub(super) name: Rc<str>,
    /// The buckets, or why the histogram is not read.
    pub(super) bars: Result<Vec<Bar>, String>,
}

/// A bucket of a histogram.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) bucket: Bucket,
    pub(super) counted: Counted,
}

/// A ratio, over the differences to the reading before and to the first reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    pub(super) name: String,
    pub(super) last: Option<f64>,
    pub(super) all: Option<f64>,
    /// An operand that is not read, and why.
    pub(super) unread: Option<String>,
}

fn per_second(change: i128, seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate does not need more than 53 bits")]
    let change = change as f64;
    change / seconds
}

impl RowId {
    /// A counter with a place of its own.
    pub(super) fn of(counter: usize) -> Self {
        Self { place: counter, key: None, counter }
    }

    /// A counter in an entry of a hash map, whose first counter is `first`.
    pub(super) fn in_entry(first: usize, key: Key, counter: usize) -> Self {
        Self { place: first, key: Some(key), counter }
    }
}

impl Row {
    /// The rows of a counter that was read: one, or one for each CPU.
    pub(super) fn of_reading(
        id: &RowId,
        name: &Rc<str>,
        (now, before): (&Reading, Option<&Reading>),
        seconds: Option<f64>,
        per_cpu: bool,
    ) -> Vec<Self> {
        let row = |cpu, value, before| Self {
            id: id.clone(),
            name: name.clone(),
            cpu,
            counted: Ok(Counted::between(value, before, seconds)),
        };
        match now {
            Reading::Each(values) if per_cpu => {
                let before = |cpu: usize| match before {
                    Some(Reading::Each(values)) => values.get(cpu).copied(),
                    _ => None,
                };
                values.iter().enumerate().map(|(cpu, value)| row(Some(cpu), *value, before(cpu))).collect()
            }
            value => vec![row(None, value.total(), before.map(Reading::total))],
        }
    }

    /// The name, with the CPU.
    pub(super) fn label(&self) -> String {
        match self.cpu {
            Some(cpu) => format!("{} cpu {cpu}", self.name),
            None => self.name.to_string(),
        }
    }
}

impl Counted {
    /// The value, and its change since the reading before, which was so many seconds ago.
    pub(super) fn between(value: i128, before: Option<i128>, seconds: Option<f64>) -> Self {
        let change = before.map(|before| value - before);
        Self { value, change, rate: change.zip(seconds).map(|(by, seconds)| per_second(by, seconds)) }
    }

    pub(super) fn change(&self) -> String {
        match self.change {
            None => "-".to_owned(),
            Some(change) if change > 0 => format!("+{change}"),
            Some(change) => change.to_string(),
        }
    }

    pub(super) fn rate(&self) -> String {
        self.rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"))
    }
}

/// The value of a ratio, or a dash if it has none.
pub(super) fn fraction(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

#[cfg(test)]
impl Row {
    /// A row of a counter, for tests of the screen and of lines.
    pub(crate) fn shown(name: &str, cpu: Option<usize>, counted: Result<Counted, String>) -> Self {
        Self { id: RowId::of(0), name: name.into(), cpu, counted }
    }
}
