//! What a ratio can count.

use crate::typed::PerCpu;

/// What can be counted in a ratio: an integer, or several of them by their sum.
///
/// ```
/// use ktsnap_core::ratio::Operand;
///
/// assert_eq!(7_u8.operand(), Ok(7));
/// assert_eq!([u64::MAX, 1].operand(), Ok(1 << 64));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be counted in a ratio",
    label = "neither an integer nor several of them",
    note = "a ratio is over integers: count with one in C"
)]
pub trait Operand {
    /// The value. 2<sup>63</sup> elements of 64 bits would be needed to leave the 128.
    ///
    /// # Errors
    ///
    /// When the slot of a CPU was not read.
    fn operand(&self) -> Result<i128, OperandError>;

    #[doc(hidden)]
    fn element(&self, index: usize) -> Result<i128, OperandError> {
        Err(OperandError::OutOfRange { index, len: 1 })
    }
}

/// Why a field can't be counted.
///
/// ```
/// use ktsnap_core::ratio::{Operand, OperandError};
/// use ktsnap_core::typed::PerCpu;
///
/// let slots: PerCpu<u64> = [Some(1), None].into_iter().collect();
/// assert_eq!(slots.operand(), Err(OperandError::Unmapped { cpu: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperandError {
    /// The slot of a CPU was not read.
    Unmapped {
        /// The CPU.
        cpu: usize,
    },
    /// There is no element at that index.
    OutOfRange {
        /// The index.
        index: usize,
        /// How many there are.
        len: usize,
    },
    /// The sum does not fit 128 bits.
    Overflow,
}

macro_rules! operands {
    ($($int:ty)*) => {$(
        impl Operand for $int {
            fn operand(&self) -> Result<i128, OperandError> {
                Ok(i128::from(*self))
            }
        }
    )*};
}

operands!(u8 u16 u32 u64 i8 i16 i32 i64);

impl<T: Operand> Operand for [T] {
    fn operand(&self) -> Result<i128, OperandError> {
        self.iter().try_fold(0_i128, |sum, element| sum.checked_add(element.operand()?).ok_or(OperandError::Overflow))
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.get(index).ok_or(OperandError::OutOfRange { index, len: self.len() })?.operand()
    }
}

impl<T: Operand, const N: usize> Operand for [T; N] {
    fn operand(&self) -> Result<i128, OperandError> {
        self.as_slice().operand()
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.as_slice().element(index)
    }
}

impl<T: Operand> Operand for Vec<T> {
    fn operand(&self) -> Result<i128, OperandError> {
        self.as_slice().operand()
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        self.as_slice().element(index)
    }
}

impl<T: Operand> Operand for PerCpu<T> {
    fn operand(&self) -> Result<i128, OperandError> {
        // No CPU at all is no zero either.
        if self.is_empty() {
            return Err(OperandError::Unmapped { cpu: 0 });
        }
        self.iter().enumerate().try_fold(0_i128, |sum, (cpu, slot)| {
            let value = slot.ok_or(OperandError::Unmapped { cpu })?.operand()?;
            sum.checked_add(value).ok_or(OperandError::Overflow)
        })
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        if index >= self.len() {
            return Err(OperandError::OutOfRange { index, len: self.len() });
        }
        self.get(index).ok_or(OperandError::Unmapped { cpu: index })?.operand()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cpu_at_all_is_no_zero() {
        let none: PerCpu<u64> = [].into_iter().collect();
        assert_eq!(none.operand(), Err(OperandError::Unmapped { cpu: 0 }));
        assert_eq!(none.element(0), Err(OperandError::OutOfRange { index: 0, len: 0 }));
    }
}
