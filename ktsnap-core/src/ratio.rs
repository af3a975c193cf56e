//! Ratios of counters, computed exactly.
//!
//! The derive writes a method for each `ratio(name = expression)`. The method computes with fractions of 128-bit integers,
//! so no sum wraps and no product is rounded; only the result becomes an `f64`. A zero denominator is an error that shows
//! its terms instead of a NaN.

pub use ktsnap_ratio::{OperandError, RatioError};

use crate::histogram::Histogram;
use crate::typed::PerCpu;
use sealed::Sealed;

/// The functions and types that only the expansion of the derive uses.
#[doc(hidden)]
pub mod private {
    pub use ktsnap_ratio::{Op, evaluate};
}

/// A value that a ratio can take: an integer, or several integers by their sum.
///
/// It can't be implemented outside of this crate.
///
/// ```
/// use ktsnap_core::ratio::Operand;
///
/// assert_eq!(7_u8.operand(), Ok(7));
/// assert_eq!([u64::MAX, 1].operand(), Ok(1 << 64));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be counted in a ratio",
    label = "this is not an integer or an array of integers",
    note = "a ratio takes integers: count with an integer in C"
)]
pub trait Operand: Sealed {
    /// The value, or the sum of the elements or slots.
    ///
    /// # Errors
    ///
    /// If the slot of a CPU was not read, or the sum does not fit 128 bits.
    ///
    /// ```
    /// use ktsnap_core::ratio::{Operand, OperandError};
    /// use ktsnap_core::typed::PerCpu;
    ///
    /// let slots: PerCpu<u64> = [Some(1), None].into_iter().collect();
    /// assert_eq!(slots.operand(), Err(OperandError::Unmapped { cpu: 1 }));
    /// ```
    fn operand(&self) -> Result<i128, OperandError>;

    #[doc(hidden)]
    fn element(&self, index: usize) -> Result<i128, OperandError> {
        Err(OperandError::OutOfRange { index, len: 1 })
    }
}

mod sealed {
    /// The supertrait of [`Operand`](super::Operand), which no other crate can name.
    ///
    /// ```compile_fail,E0277
    /// use ktsnap_core::ratio::{Operand, OperandError};
    ///
    /// struct Mine;
    ///
    /// impl Operand for Mine {
    ///     fn operand(&self) -> Result<i128, OperandError> {
    ///         Ok(1)
    ///     }
    /// }
    /// ```
    pub trait Sealed {}
}

/// An array that a ratio can index.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` has no elements", label = "this is not an array")]
pub trait Elements {
    /// The type of the elements.
    type Element;

    /// The element at that index.
    ///
    /// # Errors
    ///
    /// If the array has no such element, or the slot of the CPU was not read.
    fn element_at(&self, index: usize) -> Result<&Self::Element, OperandError>;
}

impl<T> Elements for [T] {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.get(index).ok_or(OperandError::OutOfRange { index, len: self.len() })
    }
}

impl<T, const N: usize> Elements for [T; N] {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_slice().element_at(index)
    }
}

impl<T> Elements for Vec<T> {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_slice().element_at(index)
    }
}

impl<B, T> Elements for Histogram<B, T> {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_vec().element_at(index)
    }
}

impl<T> Elements for PerCpu<T> {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        if index >= self.len() {
            return Err(OperandError::OutOfRange { index, len: self.len() });
        }
        self.get(index).ok_or(OperandError::Unmapped { cpu: index })
    }
}

macro_rules! operands {
    ($($int:ty)*) => {$(
        impl Sealed for $int {}

        impl Operand for $int {
            fn operand(&self) -> Result<i128, OperandError> {
                Ok(i128::from(*self))
            }
        }
    )*};
}

operands!(u8 u16 u32 u64 i8 i16 i32 i64);

impl<T: Operand> Sealed for [T] {}

impl<T: Operand> Operand for [T] {
    fn operand(&self) -> Result<i128, OperandError> {
        self.iter().try_fold(0_i128, |sum, element| sum.checked_add(element.operand()?).ok_or(OperandError::Overflow))
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.element_at(index)?.operand()
    }
}

impl<T: Operand, const N: usize> Sealed for [T; N] {}

impl<T: Operand, const N: usize> Operand for [T; N] {
    fn operand(&self) -> Result<i128, OperandError> {
        self.as_slice().operand()
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.as_slice().element(index)
    }
}

impl<T: Operand> Sealed for Vec<T> {}

impl<T: Operand> Operand for Vec<T> {
    fn operand(&self) -> Result<i128, OperandError> {
        self.as_slice().operand()
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.as_slice().element(index)
    }
}

impl<T: Operand> Sealed for PerCpu<T> {}

impl<B, T: Operand> Sealed for Histogram<B, T> {}

impl<B, T: Operand> Operand for Histogram<B, T> {
    fn operand(&self) -> Result<i128, OperandError> {
        self.as_vec().operand()
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.as_vec().element(index)
    }
}

impl<T: Operand> Operand for PerCpu<T> {
    fn operand(&self) -> Result<i128, OperandError> {
        // Without any CPU nothing was counted, which is not a zero.
        if self.is_empty() {
            return Err(OperandError::Unmapped { cpu: 0 });
        }
        self.iter().enumerate().try_fold(0_i128, |sum, (cpu, slot)| {
            let value = slot.ok_or(OperandError::Unmapped { cpu })?.operand()?;
            sum.checked_add(value).ok_or(OperandError::Overflow)
        })
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.element_at(index)?.operand()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_without_any_cpu_is_not_zero() {
        let none: PerCpu<u64> = [].into_iter().collect();
        assert_eq!(none.operand(), Err(OperandError::Unmapped { cpu: 0 }));
        assert_eq!(none.element(0), Err(OperandError::OutOfRange { index: 0, len: 0 }));
    }
}
