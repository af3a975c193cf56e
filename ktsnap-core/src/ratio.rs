//! Ratios of counters, computed exactly.
//!
//! The derive writes a method for each `ratio(name = expression)`. The method computes with fractions of 128-bit integers,
//! so no sum wraps and no product is rounded; only the result becomes an `f64`. A zero denominator is an error that shows
//! its terms instead of a NaN.

mod condition;
mod index;
pub(crate) mod method;
mod rows;

#[doc(hidden)]
pub use condition::{InOrder, Single};
pub use index::Index;
#[doc(hidden)]
pub use index::{Indexed, Key};
pub use ktsnap_ratio::{OperandError, RatioError};

use crate::histogram::Histogram;
use crate::typed::PerCpu;
use sealed::Sealed;

/// The functions and types that only the expansion of the derive uses.
#[doc(hidden)]
pub mod private {
    pub use super::condition::{column, each, push};
    pub use super::method::{Operands, Ratios, value};
    pub use super::{InOrder, Indexed, Reduce, Single, Term, Values, len, one, over};
    pub use ktsnap_ratio::{Op, Relation, Terms};
}

/// A value that `sum` in a ratio can take: an integer, or several integers.
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

/// A term without a function: an integer, or the values of the CPUs by their sum.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a ratio takes one integer here, not `{Self}`",
    label = "this is not an integer",
    note = "for an array of integers, write `sum(...)`, `max(...)`, `min(...)` or `mean(...)`; otherwise count with an integer in C"
)]
pub trait Term: Operand {
    /// The value.
    ///
    /// # Errors
    ///
    /// Those of [`operand`](Operand::operand).
    fn term(&self) -> Result<i128, OperandError> {
        self.operand()
    }
}

impl<T: Operand> Term for PerCpu<T> {}

/// A value for `max`, `min` and `mean`. A histogram is none, because these could be meant for its values or for its counts.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`max`, `min` and `mean` of a ratio do not take `{Self}`",
    label = "this is not an integer or an array of integers",
    note = "for the counts of a histogram, write `[*]`: `max(waits[*])`"
)]
pub trait Values {
    /// The value, or one value that is made of the elements or slots.
    ///
    /// # Errors
    ///
    /// If the slot of a CPU was not read, there are no values, or the sum does not fit 128 bits.
    fn reduce(&self, how: Reduce) -> Result<i128, OperandError>;
}

/// How a ratio makes one value of several.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduce {
    Sum,
    Max,
    Min,
    /// The number of values.
    Count,
}

impl Reduce {
    fn start(self) -> Option<i128> {
        match self {
            Self::Sum | Self::Count => Some(0),
            Self::Max | Self::Min => None,
        }
    }

    fn join(self, so_far: Option<i128>, value: i128) -> Result<i128, OperandError> {
        let Some(so_far) = so_far else { return Ok(value) };
        match self {
            Self::Sum | Self::Count => so_far.checked_add(value).ok_or(OperandError::Overflow),
            Self::Max => Ok(so_far.max(value)),
            Self::Min => Ok(so_far.min(value)),
        }
    }
}

/// Makes one value of a part of each element of an array, or of those in a slice.
///
/// # Errors
///
/// If the array lacks an element of the slice, a slot was not read, a part has no value, or there is no maximum or minimum
/// because there are no elements.
#[doc(hidden)]
pub fn over<A: Elements + ?Sized>(
    array: &A,
    slice: Option<(usize, usize)>,
    how: Reduce,
    mut part: impl FnMut(&A::Element) -> Result<i128, OperandError>,
) -> Result<i128, OperandError> {
    let (from, to) = match slice {
        Some(bounds) => bounds,
        None => (0, array.length()?),
    };
    let mut value = how.start();
    for index in from..to {
        let element = if slice.is_some() { array.element_at(index) } else { array.in_order(index) };
        value = Some(how.join(value, part(element?)?)?);
    }
    value.ok_or(OperandError::Empty)
}

/// One, for each element of an array whose part exists.
///
/// # Errors
///
/// None.
#[doc(hidden)]
pub fn one<T: ?Sized>(_: &T) -> Result<i128, OperandError> {
    Ok(1)
}

/// The number of elements of an array.
///
/// # Errors
///
/// If the slot of a CPU was not read.
#[doc(hidden)]
pub fn len<A: Elements + ?Sized>(array: &A) -> Result<i128, OperandError> {
    i128::try_from(array.length()?).map_err(|_| OperandError::Overflow)
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

    /// The element at that position, for a function of all elements.
    ///
    /// # Errors
    ///
    /// Those of [`element_at`](Self::element_at).
    fn in_order(&self, position: usize) -> Result<&Self::Element, OperandError> {
        self.element_at(position)
    }

    /// The number of elements.
    ///
    /// # Errors
    ///
    /// If there are no CPUs, or the slot of a CPU was not read.
    fn length(&self) -> Result<usize, OperandError>;
}

impl<T> Elements for [T] {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.get(index).ok_or(OperandError::OutOfRange { index, len: self.len() })
    }

    fn length(&self) -> Result<usize, OperandError> {
        Ok(self.len())
    }
}

impl<T, const N: usize> Elements for [T; N] {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_slice().element_at(index)
    }

    fn length(&self) -> Result<usize, OperandError> {
        Ok(self.len())
    }
}

impl<T> Elements for Vec<T> {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_slice().element_at(index)
    }

    fn length(&self) -> Result<usize, OperandError> {
        Ok(self.len())
    }
}

impl<B, T> Elements for Histogram<B, T> {
    type Element = T;

    fn element_at(&self, index: usize) -> Result<&T, OperandError> {
        self.as_vec().element_at(index)
    }

    fn length(&self) -> Result<usize, OperandError> {
        self.as_vec().length()
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

    fn length(&self) -> Result<usize, OperandError> {
        // Without any CPU nothing was counted, which is not a length of zero.
        let missing = if self.is_empty() { Some(0) } else { self.iter().position(|slot| slot.is_none()) };
        missing.map_or(Ok(self.len()), |cpu| Err(OperandError::Unmapped { cpu }))
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

        impl Term for $int {}

        impl Single for $int {}

        impl Values for $int {
            fn reduce(&self, how: Reduce) -> Result<i128, OperandError> {
                Ok(if how == Reduce::Count { 1 } else { i128::from(*self) })
            }
        }
    )*};
}

operands!(u8 u16 u32 u64 i8 i16 i32 i64);

macro_rules! arrays_of_values {
    ($($array:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Values for $array {
            fn reduce(&self, how: Reduce) -> Result<i128, OperandError> {
                over(self, None, how, |element| element.reduce(how))
            }
        }
    )*};
}

arrays_of_values! {
    [T], [T: Values];
    [T; N], [T: Values, const N: usize];
    Vec<T>, [T: Values];
    PerCpu<T>, [T: Values];
}

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
        assert_eq!(7_u8.element(1), Err(OperandError::OutOfRange { index: 1, len: 1 }));
    }

    #[test]
    fn values_of_arrays_become_one() {
        let nested = [[3_u64, 1], [7, 5]];
        let one = |how| nested.reduce(how);
        assert_eq!((one(Reduce::Max), one(Reduce::Min), one(Reduce::Count)), (Ok(7), Ok(1), Ok(4)));
        assert_eq!(one(Reduce::Sum), nested.operand());
        assert_eq!(len(&nested), Ok(2));
        assert_eq!(over(&nested, Some((1, 2)), Reduce::Sum, |row| row.element(1)), Ok(5));
        let beyond = OperandError::OutOfRange { index: 2, len: 2 };
        assert_eq!(over(&nested, Some((1, 3)), Reduce::Sum, |row| row.element(1)), Err(beyond));
        let empty: [i8; 0] = [];
        assert_eq!(
            (empty.reduce(Reduce::Max), empty.reduce(Reduce::Min)),
            (Err(OperandError::Empty), Err(OperandError::Empty))
        );
        assert_eq!((empty.reduce(Reduce::Sum), len(&empty)), (Ok(0), Ok(0)));
    }

    #[test]
    fn a_slot_that_was_not_read_is_an_error_for_every_function() {
        let slots: PerCpu<u64> = [Some(1), None].into_iter().collect();
        let missing = Err(OperandError::Unmapped { cpu: 1 });
        for how in [Reduce::Sum, Reduce::Max, Reduce::Min, Reduce::Count] {
            assert_eq!(Values::reduce(&slots, how), missing, "{how:?}");
        }
        assert_eq!(len(&slots), missing);
        let none: PerCpu<u64> = [].into_iter().collect();
        assert_eq!(
            (len(&none), Values::reduce(&none, Reduce::Max)),
            (Err(OperandError::Unmapped { cpu: 0 }), Err(OperandError::Unmapped { cpu: 0 }))
        );
    }
}
