//! A number that is printed exactly.

use std::fmt;

use serde::{Serialize, Serializer};

/// The largest integer up to which an `f64`, and so a number in JavaScript, holds every integer.
const EXACT: u128 = 1 << 53;

/// Larger floats are not drawn, so that the difference of two floats is always finite.
const LARGEST: f64 = 1e300;

/// A value of a picture.
///
/// ```
/// use ktsnap_plot::Number;
///
/// assert_eq!(Number::Int(u64::MAX.into()).to_string(), "18446744073709551615");
/// assert_eq!(Number::Float(0.1).to_string(), "0.1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// An integer, for example a counter.
    Int(i128),
    /// Any other number, for example a rate or a ratio.
    Float(f64),
}

impl Number {
    /// The number less an integer. `None` if it is not finite, or too large to be drawn.
    pub(crate) fn minus(self, base: i128) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "a position in a picture")]
        let difference = match self {
            Self::Int(value) => value.checked_sub(base).map_or(value as f64 - base as f64, |less| less as f64),
            Self::Float(value) => value - base as f64,
        };
        (difference.abs() <= LARGEST).then_some(difference)
    }

    /// The number as a position. `None` if it is not finite, or too large to be drawn.
    pub(crate) fn position(self) -> Option<f64> {
        self.minus(0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

/// An integer beyond 2^53 is a string, because JavaScript would round it.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Int(value) => match i64::try_from(value) {
                Ok(small) if value.unsigned_abs() <= EXACT => serializer.serialize_i64(small),
                _ => serializer.collect_str(&value),
            },
            Self::Float(value) => serializer.serialize_f64(value),
        }
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self::Int(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_that_javascript_would_round_are_strings() {
        let json = |value: i128| serde_json::to_string(&Number::Int(value)).unwrap();
        assert_eq!(json(1 << 53), "9007199254740992");
        assert_eq!(json(-(1 << 53)), "-9007199254740992");
        assert_eq!(json((1 << 53) + 1), "\"9007199254740993\"");
        assert_eq!(json(-(1 << 53) - 1), "\"-9007199254740993\"");
        assert_eq!(json(i128::MIN), format!("\"{}\"", i128::MIN));
    }

    #[test]
    fn a_float_that_is_not_a_number_is_null_and_not_drawn() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(serde_json::to_string(&Number::Float(value)).unwrap(), "null");
            assert_eq!(Number::Float(value).position(), None);
        }
    }

    #[test]
    fn a_difference_of_large_integers_is_exact() {
        let base = i128::from(u64::MAX) - 3;
        assert_eq!(Number::Int(u64::MAX.into()).minus(base), Some(3.0));
    }
}
