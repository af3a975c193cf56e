//! An axis for the library that draws, with the labels of a scale.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::scale::Tick;

/// A range with labels at some of its values.
pub(super) struct AxisRange {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) ticks: Vec<Tick>,
}

impl Ranged for AxisRange {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (first, last): (i32, i32)) -> i32 {
        let part = (value - self.min) / (self.max - self.min);
        #[allow(clippy::cast_possible_truncation, reason = "pixels of a picture")]
        let offset = (part * f64::from(last - first)).round() as i32;
        first.saturating_add(offset)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // Only labelled values have a line.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|tick| tick.at).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.min..self.max
    }
}

impl ValueFormatter<f64> for AxisRange {
    fn format_ext(&self, value: &f64) -> String {
        let tick = self.ticks.iter().find(|tick| tick.at.total_cmp(value).is_eq());
        tick.map_or_else(String::new, |tick| tick.label.clone())
    }
}
