//! The range of an axis, and the numbers that are written on it.

use crate::Number;

/// An axis from one round number to another.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// Positions are relative to it. It is not 0 if the values would be equal as `f64`.
    base: i128,
    /// The lower end.
    pub(crate) min: f64,
    /// The upper end.
    pub(crate) max: f64,
    /// The labelled positions, from the lower end to the upper.
    pub(crate) ticks: Vec<Tick>,
}

/// A labelled position.
#[derive(Debug, Clone)]
pub(crate) struct Tick {
    pub(crate) at: f64,
    pub(crate) label: String,
}

impl Scale {
    /// An axis for these values with about `most` labels. It includes 0 unless that would hide how the values differ. `None` if no
    /// value can be drawn.
    pub(crate) fn of(values: impl Iterator<Item = Number> + Clone, most: usize) -> Option<Self> {
        let drawn = values.filter(|value| value.position().is_some());
        let order = |a: &Number, b: &Number| compare(*a, *b);
        let (low, high) = (drawn.clone().min_by(order)?, drawn.clone().max_by(order)?);
        let integers = drawn.clone().all(|value| matches!(value, Number::Int(_)));
        let base = match (low, high) {
            (Number::Int(low), Number::Int(high)) if integers && is_narrow(low, high) => low,
            _ => 0,
        };
        let (mut low, mut high) = (low.minus(base)?, high.minus(base)?);
        if base == 0 {
            if low > 0.0 && (low <= high / 2.0 || low >= high) {
                low = 0.0;
            } else if high < 0.0 && (high >= low / 2.0 || low >= high) {
                high = 0.0;
            }
        }
        Some(Self::between(low, high, base, integers, most))
    }

    /// An axis whose ends are the first and the last value, for example a time.
    pub(crate) fn exactly(values: impl Iterator<Item = f64> + Clone, most: usize) -> Option<Self> {
        let drawn = values.filter(|value| Number::Float(*value).position().is_some());
        let low = drawn.clone().min_by(f64::total_cmp)?;
        let high = drawn.max_by(f64::total_cmp)?;
        if low >= high {
            let integers = low.fract() == 0.0;
            let mut scale = Self::between(low - 0.5, low + 0.5, 0, integers, 1);
            scale.ticks = vec![Tick { at: low, label: low.to_string() }];
            (scale.min, scale.max) = (low - 0.5, low + 0.5);
            return Some(scale);
        }
        let mut scale = Self::between(low, high, 0, false, most);
        scale.ticks.retain(|tick| (low..=high).contains(&tick.at));
        (scale.min, scale.max) = (low, high);
        Some(scale)
    }

    fn between(low: f64, high: f64, base: i128, integers: bool, most: usize) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        #[allow(clippy::cast_precision_loss, reason = "a number of labels")]
        let rough = (high - low) / most.max(1) as f64;
        let step = Step::at_least(if integers { rough.max(1.0) } else { rough });
        let first = (low / step.size()).floor();
        let last = (high / step.size()).ceil();
        let mut ticks = Vec::new();
        let largest = first.abs().max(last.abs()) * step.size();
        let mut index = first;
        while index <= last && ticks.len() <= most.saturating_mul(11) {
            let at = step.times(index);
            let label = if base == 0 { step.label(at, largest) } else { exact(base, at) };
            ticks.push(Tick { at, label });
            index += 1.0;
        }
        Self { base, min: step.times(first), max: step.times(last), ticks }
    }

    /// The position of a value; `None` if it can't be drawn.
    pub(crate) fn position(&self, value: Number) -> Option<f64> {
        value.minus(self.base)
    }
}

/// The order of two numbers. Integers are compared exactly.
pub(crate) fn compare(a: Number, b: Number) -> std::cmp::Ordering {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => a.cmp(&b),
        _ => a.position().unwrap_or(f64::NAN).total_cmp(&b.position().unwrap_or(f64::NAN)),
    }
}

/// Whether the two would have equal labels with a few digits.
fn is_narrow(low: i128, high: i128) -> bool {
    let size = low.unsigned_abs().max(high.unsigned_abs());
    high.checked_sub(low).is_some_and(|span| span > 0 && span.unsigned_abs() < size / 100_000)
}

fn exact(base: i128, offset: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "the steps of a narrow axis are integers")]
    let offset = offset.round() as i128;
    base.checked_add(offset).map_or_else(String::new, |label| label.to_string())
}

/// The distance of two labels: 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, Copy)]
struct Step {
    digit: f64,
    power: i32,
}

/// Prefixes of units, as powers of ten.
const PREFIXES: [(i32, &str); 7] = [(18, "E"), (15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k"), (0, "")];

impl Step {
    fn at_least(size: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "a logarithm of a finite number")]
        let power = size.max(f64::MIN_POSITIVE).log10().floor() as i32;
        let fits = |step: &Self| step.size() >= size * (1.0 - 1e-9);
        let steps = [(1.0, power), (2.0, power), (5.0, power), (1.0, power + 1)];
        let steps = steps.map(|(digit, power)| Self { digit, power });
        steps.into_iter().find(fits).unwrap_or(Self { digit: 2.0, power: power + 1 })
    }

    fn size(self) -> f64 {
        self.times(1.0)
    }

    /// A multiple of the step. Division by a power of ten is rounded once, multiplication by a negative power twice.
    fn times(self, index: f64) -> f64 {
        let number = index * self.digit;
        if self.power < 0 { number / 10_f64.powi(-self.power) } else { number * 10_f64.powi(self.power) }
    }

    /// A label with as many digits as the step has.
    fn label(self, at: f64, largest: f64) -> String {
        let at = if at == 0.0 { 0.0 } else { at };
        if self.power < -6 && largest < 1e-4 {
            return if at == 0.0 { "0".to_owned() } else { format!("{at:e}") };
        }
        let decimals = |prefix: i32| usize::try_from(prefix - self.power).unwrap_or(0);
        let fits = |&(prefix, _): &(i32, &str)| largest >= 10_f64.powi(prefix.max(1)) && decimals(prefix) <= 1;
        let plain = largest < 10_000.0;
        let (prefix, name) = PREFIXES.into_iter().find(fits).filter(|_| !plain).unwrap_or((0, ""));
        if at == 0.0 {
            return "0".to_owned();
        }
        format!("{:.*}{name}", decimals(prefix), at / 10_f64.powi(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[Number], most: usize) -> Vec<String> {
        Scale::of(values.iter().copied(), most).unwrap().ticks.into_iter().map(|tick| tick.label).collect()
    }

    fn floats(values: &[f64], most: usize) -> Vec<String> {
        labels(&values.iter().map(|&value| Number::Float(value)).collect::<Vec<_>>(), most)
    }

    fn integers(values: &[i128], most: usize) -> Vec<String> {
        labels(&values.iter().map(|&value| Number::Int(value)).collect::<Vec<_>>(), most)
    }

    #[test]
    fn labels_are_round() {
        assert_eq!(floats(&[3.0, 97.0], 5), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(floats(&[0.0, 0.7], 4), ["0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(floats(&[-3.0, 3.0], 4), ["-4", "-2", "0", "2", "4"]);
        assert_eq!(floats(&[0.0, 1.2e7], 4), ["0", "5M", "10M", "15M"]);
        assert_eq!(floats(&[0.0, 1_200_000.0], 5), ["0", "0.5M", "1.0M", "1.5M"]);
        assert_eq!(floats(&[0.0, 3e-9], 3), ["0", "1e-9", "2e-9", "3e-9"]);
    }

    #[test]
    fn an_axis_includes_zero_unless_that_hides_the_differences() {
        assert_eq!(floats(&[900.0, 1000.0], 2), ["900", "950", "1000"]);
        assert_eq!(floats(&[5.0], 5), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(floats(&[0.0], 1), ["0", "1"]);
        assert_eq!(floats(&[-900.0, -100.0], 2), ["-1000", "-500", "0"]);
    }

    #[test]
    fn integers_have_no_fractions() {
        assert_eq!(integers(&[0, 2], 8), ["0", "1", "2"]);
    }

    #[test]
    fn labels_of_large_integers_that_differ_little_are_exact() {
        let large = i128::from(u64::MAX);
        let expected = [large - 2, large - 1, large].map(|value| value.to_string());
        assert_eq!(integers(&[large - 2, large], 4), expected);
        let scale = Scale::of([large - 2, large].into_iter().map(Number::Int), 4).unwrap();
        assert_eq!((scale.position(Number::Int(large)), scale.max), (Some(2.0), 2.0));
    }

    #[test]
    fn labels_differ_from_each_other_and_are_few() {
        let values = [0.0, 1e-7, 0.3, 1.0, 42.0, 999.9, 12_345.6, 1e6, 3.3e9, 1.8e19, 1e38, 1e300];
        for low in values {
            for high in values.into_iter().filter(|high| *high > low) {
                for most in 1..12 {
                    for (low, high) in [(low, high), (-high, -low), (-low, high)] {
                        let labels = floats(&[low, high], most);
                        let mut distinct = labels.clone();
                        distinct.dedup();
                        assert_eq!(labels, distinct, "{low} {high} {most}");
                        assert!((2..=most + 2).contains(&labels.len()), "{low} {high} {most} {labels:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_axis_of_times_ends_at_the_last_time() {
        let scale = Scale::exactly([1.0, 2.5, 9.0].into_iter(), 4).unwrap();
        assert_eq!((scale.min, scale.max), (1.0, 9.0));
        assert_eq!(scale.ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>(), ["2", "4", "6", "8"]);
        let scale = Scale::exactly([3.0].into_iter(), 4).unwrap();
        assert_eq!((scale.min, scale.max, scale.ticks.len()), (2.5, 3.5, 1));
    }

    #[test]
    fn values_that_are_not_finite_have_no_axis() {
        assert!(Scale::of([f64::NAN, f64::INFINITY].into_iter().map(Number::Float), 4).is_none());
        assert!(Scale::exactly([f64::NAN].into_iter(), 4).is_none());
    }
}
