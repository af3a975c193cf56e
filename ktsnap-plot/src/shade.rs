//! The shade of a number in a table.

use crate::Number;
use crate::scale::compare;

/// How a number is shaded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shade {
    /// There is no number.
    Missing,
    /// The number is negative, so it is not a part of the largest.
    Negative,
    /// A part of the largest number.
    Part(Part),
}

/// A part of the largest number, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part(f64);

impl Shade {
    pub(crate) fn of(number: Option<Number>, full: Option<Number>) -> Self {
        let Some(size) = number.and_then(Number::position) else { return Self::Missing };
        if size < 0.0 {
            return Self::Negative;
        }
        let full = full.and_then(Number::position).unwrap_or(size);
        Self::Part(Part(if full > 0.0 { (size / full).min(1.0) } else { 0.0 }))
    }
}

impl Part {
    /// 0 for nothing, and 1 to `steps` for the step in which the part ends.
    pub(crate) fn step(self, steps: usize) -> usize {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a part is between 0 and 1"
        )]
        let step = (self.0 * steps as f64).ceil() as usize;
        step.min(steps)
    }

    /// 0 for nothing, and 1 to 4 for the quarter in which the part ends.
    pub(crate) fn quarter(self) -> usize {
        self.step(4)
    }
}

/// The largest number. `None` if there is none that can be drawn.
pub(crate) fn largest_of(numbers: &[Option<Number>]) -> Option<Number> {
    let drawn = numbers.iter().copied().flatten().filter(|number| number.position().is_some());
    drawn.max_by(|a, b| compare(*a, *b))
}

/// The largest number of each group of neighbors; `None` if one of the group is missing. A row that is shorter than the table lacks
/// its last numbers.
pub(crate) fn grouped(row: &[Option<Number>], group: usize, columns: usize) -> impl Iterator<Item = Option<Number>> {
    (0..columns).step_by(group.max(1)).map(move |start| {
        let end = start.saturating_add(group).min(columns);
        let numbers = row.get(start..end)?;
        if numbers.iter().any(Option::is_none) { None } else { largest_of(numbers) }
    })
}
