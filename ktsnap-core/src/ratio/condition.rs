//! The elements of terms in the conditions of `count`.

use super::{Elements, Operand, OperandError};
use crate::histogram::Histogram;
use crate::typed::PerCpu;

/// One integer, as a side of a comparison. An array is none, because its sum would be compared.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a comparison of a ratio does not take `{Self}`",
    label = "this is not an integer",
    note = "for each element of an array or a histogram, write `[*]`: `count(depths[*] > 0)`"
)]
pub trait Single: Operand {
    /// The value.
    ///
    /// # Errors
    ///
    /// None.
    fn single(&self) -> Result<i128, OperandError> {
        self.operand()
    }
}

/// An array whose elements can be paired with those of another array. The order of rows says nothing.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a condition can't pair the elements of `{Self}` with those of another field",
    label = "this is not an array whose elements have an order",
    note = "the rows of a map or of groups have keys: look up the row of each key with `get`, and count in Rust"
)]
pub trait InOrder: Elements {
    /// [`each`] of an array whose elements are paired with those of another.
    ///
    /// # Errors
    ///
    /// Those of [`each`].
    fn each_in_order(
        &self,
        slice: Option<(usize, usize)>,
        out: &mut Vec<i128>,
        part: impl FnMut(&Self::Element, &mut Vec<i128>) -> Result<(), OperandError>,
    ) -> Result<(), OperandError> {
        each(self, slice, out, part)
    }
}

impl<T> InOrder for [T] {}
impl<T, const N: usize> InOrder for [T; N] {}
impl<T> InOrder for Vec<T> {}
impl<T> InOrder for PerCpu<T> {}
impl<B, T> InOrder for Histogram<B, T> {}

/// The elements of a term, which the closure adds.
///
/// # Errors
///
/// That of the closure.
#[doc(hidden)]
pub fn column(elements: impl FnOnce(&mut Vec<i128>) -> Result<(), OperandError>) -> Result<Vec<i128>, OperandError> {
    let mut column = Vec::new();
    elements(&mut column)?;
    Ok(column)
}

/// Adds a part of each element of an array, or of those in a slice.
///
/// # Errors
///
/// If the array lacks an element of the slice, a slot was not read, or a part has no value.
#[doc(hidden)]
pub fn each<A: Elements + ?Sized>(
    array: &A,
    slice: Option<(usize, usize)>,
    out: &mut Vec<i128>,
    mut part: impl FnMut(&A::Element, &mut Vec<i128>) -> Result<(), OperandError>,
) -> Result<(), OperandError> {
    let (from, to) = match slice {
        Some(bounds) => bounds,
        None => (0, array.length()?),
    };
    (from..to).try_for_each(|index| {
        let element = if slice.is_some() { array.element_at(index) } else { array.in_order(index) };
        part(element?, out)
    })
}

/// Adds an element.
///
/// # Errors
///
/// None.
#[doc(hidden)]
pub fn push<T: Single + ?Sized>(element: &T, out: &mut Vec<i128>) -> Result<(), OperandError> {
    out.push(element.single()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::Rows;

    #[test]
    fn the_elements_of_nested_arrays_are_one_column() {
        let nested = vec![[1_u64, 2, 3], [4, 5, 6]];
        let rows = |out: &mut Vec<i128>| each(&nested, None, out, |row, out| each(row, Some((1, 3)), out, push));
        assert_eq!(column(rows), Ok(vec![2, 3, 5, 6]));
        let beyond = column(|out| nested.each_in_order(Some((1, 3)), out, |row, out| push(&row[0], out)));
        assert_eq!(beyond, Err(OperandError::OutOfRange { index: 2, len: 2 }));
        let keyed = Rows::new(vec![(7_u32, -3_i64), (2, 4)]);
        assert_eq!(column(|out| each(&keyed, None, out, push)), Ok(vec![-3, 4]));
        // A number is a position in an array, and rows have keys instead.
        let sliced = column(|out| each(&keyed, Some((0, 1)), out, push));
        assert_eq!(sliced, Err(OperandError::OutOfRange { index: 0, len: 0 }));
    }

    #[test]
    fn a_slot_that_was_not_read_is_an_error() {
        let slots: PerCpu<u64> = [Some(1), None].into_iter().collect();
        assert_eq!(column(|out| each(&slots, None, out, push)), Err(OperandError::Unmapped { cpu: 1 }));
        let none: PerCpu<u64> = [].into_iter().collect();
        assert_eq!(column(|out| each(&none, None, out, push)), Err(OperandError::Unmapped { cpu: 0 }));
    }
}
