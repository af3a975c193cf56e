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

    /// The nearest `f64`. Of two that are equally near, it is the one whose last bit is zero.
    pub(crate) fn to_f64(self) -> f64 {
        // The quotient of two numbers that an `f64` holds exactly is rounded once.
        const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
        let magnitude = if self.numerator <= EXACT && self.denominator <= EXACT {
            self.numerator as f64 / self.denominator as f64
        } else {
            rounded(self.numerator, self.denominator)
        };
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

/// The quotient, computed to two bits more than an `f64` has. The last bit says whether there is a remainder, so that the
/// conversion to `f64` rounds to the nearest.
fn rounded(numerator: u128, denominator: u128) -> f64 {
    const BITS: u32 = f64::MANTISSA_DIGITS + 2;
    let (mut quotient, mut remainder) = (numerator / denominator, numerator % denominator);
    let mut exponent = 0_i32;
    while u128::BITS - quotient.leading_zeros() < BITS && remainder != 0 {
        // The remainder can have 128 bits, so its double is compared before it is computed.
        let is_one = remainder >= denominator - remainder;
        remainder = if is_one { remainder - (denominator - remainder) } else { remainder << 1 };
        quotient = quotient << 1 | u128::from(is_one);
        exponent -= 1;
    }
    (quotient | u128::from(remainder != 0)) as f64 * 2_f64.powi(exponent)
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
    fn zero_has_no_sign() {
        let zeros =
            [int(0).mul(int(-1)), int(-1).mul(int(0)), int(0).div(int(-3)), int(-2).add(int(2)), int(2).sub(int(2))];
        for zero in zeros {
            assert_eq!(zero.map(|zero| zero.to_f64().to_bits()), Some(0.0_f64.to_bits()));
        }
    }

    #[test]
    fn a_quotient_is_rounded_once() {
        for (numerator, denominator, nearest) in [
            // Both parts have more than 53 bits. Expected values by exact arithmetic in Python: `numerator / denominator`.
            (18_446_744_073_709_551_615, 93_257_138_271_551_303, 197.805_169_830_488_47),
            (9_007_199_254_740_993, 3, 3_002_399_751_580_331.0),
            (1_i128 << 54 | 1, 1, 18_014_398_509_481_984.0),
            (1_i128 << 54 | 3, 1, 18_014_398_509_481_988.0),
            // Only one part has more than 53 bits.
            ((1_i128 << 53) + 1, 7, 1286742750677284.8),
            (5, (1_i128 << 53) + 1, 5.551115123125782e-16),
            // Halfway between two numbers, the one with an even last bit is nearest; not if a remainder is left.
            ((1_i128 << 53) + 3, 2, 4_503_599_627_370_498.0),
            (1_i128 << 54 | 2, 1, 18_014_398_509_481_984.0),
            (3 * (1_i128 << 54 | 2) + 1, 3, 18_014_398_509_481_988.0),
            (1, i128::MAX, 5.877_471_754_111_438e-39),
            (i128::MAX, 3, 5.671_372_782_015_641e37),
            (-(1_i128 << 54 | 3), 1, -18_014_398_509_481_988.0),
        ] {
            let value = fraction(numerator, denominator).to_f64();
            assert_eq!(value.to_bits(), f64::to_bits(nearest), "{numerator} / {denominator} = {value:?}");
        }
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
