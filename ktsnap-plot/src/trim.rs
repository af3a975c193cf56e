//! Empty bars at both ends of a histogram, which are shown as one line.

use crate::name::clean;
use crate::{Bar, Number};

/// The parts of a histogram.
pub(crate) struct Trimmed<'b> {
    /// Empty bars before the others.
    pub(crate) before: &'b [Bar],
    /// The bars to be drawn.
    pub(crate) shown: &'b [Bar],
    /// Empty bars after the others.
    pub(crate) after: &'b [Bar],
}

/// Leaves out rows of empty bars at both ends, except the bar next to the others. A histogram without counts is shown as a whole.
pub(crate) fn trimmed(bars: &[Bar]) -> Trimmed<'_> {
    let is_empty = |bar: &&Bar| bar.count.and_then(Number::position) == Some(0.0);
    let first = bars.iter().take_while(is_empty).count();
    let last = bars.iter().rev().take_while(is_empty).count();
    let (first, last) = if first == bars.len() { (0, 0) } else { (cut(first), cut(last)) };
    let (before, rest) = bars.split_at_checked(first).unwrap_or((&[], bars));
    let (shown, after) = rest.split_at_checked(rest.len().saturating_sub(last)).unwrap_or((rest, &[]));
    Trimmed { before, shown, after }
}

/// The number of empty bars at an end that are left out.
fn cut(empty: usize) -> usize {
    if empty > 2 { empty - 1 } else { 0 }
}

/// A line for bars that are left out.
pub(crate) fn left_out(bars: &[Bar]) -> Option<String> {
    let (first, last) = (bars.first()?, bars.last()?);
    Some(format!("{} … {}: 0 in {} bars", clean(&first.label), clean(&last.label), bars.len()))
}
