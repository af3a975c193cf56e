//! Fractions of 128-bit integers.

use std::cmp::Ordering;

/// A fraction in lowest terms, with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    negative: bool,
    numerator: u128,
    denominator: u128,
}

impl From<i128> for Fraction {
    fn from(value: i128) -> Self {
        Self { negative: value < 0, numerator: value.unsigned_abs(), denominator: 1 }
    }
}

impl Fraction {
    pub(crate) fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether it is less than another fraction, equal or greater. `None` if the comparison does not fit 128 bits.
    pub(crate) fn order(self, other: Self) -> Option<Ordering> {
        let order = |difference: Self| match difference {
            _ if difference.is_zero() => Ordering::Equal,
            Self { negative: true, .. } => Ordering::Less,
            _ => Ordering::Greater,
        };
        self.sub(other).map(order)
    }

    /// The largest integer that is not greater.
    pub(crate) fn floor(self) -> Self {
        let whole = self.numerator / self.denominator;
        // A fraction that is not an integer has a denominator of at least 2, so one more fits.
        let is_above = self.negative && self.denominator > 1;
        Self { negative: self.negative, numerator: whole + u128::from(is_above), denominator: 1 }
    }

    /// The quotient of the nearest `f64`s of both parts, which is within two units in the last place.
    pub(crate) fn to_f64(self) -> f64 {
        let magnitude = self.numerator as f64 / self.denominator as f64;
        if self.negative { -magnitude } else { magnitude }
    }

    pub(crate) fn add(self, other: Self) -> Option<Self> {
        // The least common denominator keeps the numbers small.
        let common = gcd(self.denominator, other.denominator);
        let left = self.numerator.checked_mul(other.denominator / common)?;
        let right = other.numerator.checked_mul(self.denominator / common)?;
        let denominator = self.denominator.checked_mul(other.denominator / common)?;
        let (negative, numerator) = if self.negative == other.negative {
            (self.negative, left.checked_add(right)?)
        } else if left >= right {
            (self.negative, left - right)
        } else {
            (other.negative, right - left)
        };
        Some(lowest(negative, numerator, denominator))
    }

    pub(crate) fn sub(self, other: Self) -> Option<Self> {
        self.add(Self { negative: !other.negative, ..other })
    }

    pub(crate) fn mul(self, other: Self) -> Option<Self> {
        // Both fractions are in lowest terms, so cancelling crosswise leaves the product in lowest terms.
        let a = lowest(self.negative, self.numerator, other.denominator);
        let b = lowest(other.negative, other.numerator, self.denominator);
        let numerator = a.numerator.checked_mul(b.numerator)?;
        let denominator = a.denominator.checked_mul(b.denominator)?;
        Some(Self { negative: a.negative != b.negative && numerator != 0, numerator, denominator })
    }

    /// `other` must not be zero.
    pub(crate) fn div(self, other: Self) -> Option<Self> {
        self.mul(Self { numerator: other.denominator, denominator: other.numerator, ..other })
    }
}

/// A quotient, rounded to an `f64` as a ratio is. `None` if the denominator is zero.
///
/// ```
/// assert_eq!(ktsnap_ratio::quotient(1 << 100, 1 << 101), Some(0.5));
/// assert_eq!(ktsnap_ratio::quotient(1, 0), None);
/// ```
#[must_use]
pub fn quotient(numerator: u128, denominator: u128) -> Option<f64> {
    (denominator != 0).then(|| lowest(false, numerator, denominator).to_f64())
}

fn lowest(negative: bool, numerator: u128, denominator: u128) -> Fraction {
    let common = if denominator == 1 { 1 } else { gcd(numerator, denominator).max(1) };
    Fraction { negative: negative && numerator != 0, numerator: numerator / common, denominator: denominator / common }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Divisions of 64 bits are several times faster than those of 128.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return small_gcd(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i128) -> Fraction {
        Fraction::from(value)
    }

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        int(numerator).div(int(denominator)).unwrap()
    }

    #[test]
    fn fractions_add_and_cancel() {
        assert_eq!(fraction(1, 6).add(fraction(1, 3)), Some(fraction(1, 2)));
        assert_eq!(fraction(1, 3).sub(fraction(1, 2)), Some(fraction(-1, 6)));
        assert_eq!(fraction(1, 2).sub(fraction(1, 2)), Some(int(0)));
        assert_eq!(fraction(-2, 3).mul(fraction(3, -2)), Some(int(1)));
    }

    #[test]
    fn a_difference_below_zero_is_negative_and_does_not_wrap() {
        assert_eq!(int(1).sub(int(2)).unwrap().to_f64().to_bits(), (-1.0_f64).to_bits());
    }

    #[test]
    fn what_cancels_does_not_overflow() {
        let huge = int(i128::MAX);
        assert_eq!(huge.mul(int(4)), None);
        assert_eq!(huge.mul(fraction(4, i128::MAX)), Some(int(4)));
        assert_eq!(huge.div(huge), Some(int(1)));
    }

    #[test]
    fn the_largest_product_of_two_counters_fits() {
        let max = int(i128::from(u64::MAX));
        assert_eq!(max.mul(max).unwrap().div(max), Some(max));
    }
}
