//! The index parameter of a ratio: an element of an array, the slot of a CPU, or the row of a key.

use super::sealed::Sealed;
use super::{Elements, OperandError};
use crate::histogram::Histogram;
use crate::typed::{PerCpu, Rows};

/// An integer that the method of `ratio(name[index] = ...)` takes, or a reference to one.
///
/// It selects the element of an array or `Vec` by its position, the slot of a `PerCpu` by the number of the CPU, and a row of
/// [`Rows`] by its key. So a loop over positions and one over keys both pass their values as they are.
///
/// It can't be implemented outside of this crate.
///
/// ```
/// use ktsnap_core::ratio::Index;
///
/// fn same(one: impl Index, other: impl Index) -> bool {
///     one.number() == other.number()
/// }
/// assert!(same(7_usize, &7_u32) && !same(7_u8, -7));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an index",
    label = "this is not an integer",
    note = "pass the position of an element, the number of a CPU, or the key of a row"
)]
pub trait Index: Sealed {
    /// The number that it is.
    fn number(self) -> i128;
}

impl<I: Index + Copy> Sealed for &I {}

impl<I: Index + Copy> Index for &I {
    fn number(self) -> i128 {
        (*self).number()
    }
}

/// The key of a row, if it is an integer.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an index of a ratio can't select a row whose key is `{Self}`",
    label = "the keys of these rows are not integers",
    note = "look up the row with `get`, and compute the ratio in Rust"
)]
pub trait Key: Copy {
    /// The number that it is.
    fn key(self) -> i128;
}

macro_rules! indices {
    ($($int:ty)*) => {$(
        impl Index for $int {
            fn number(self) -> i128 {
                i128::from(self)
            }
        }

        impl Key for $int {
            fn key(self) -> i128 {
                i128::from(self)
            }
        }
    )*};
}

indices!(u8 u16 u32 u64 i8 i16 i32 i64);

macro_rules! sizes {
    ($($int:ty)*) => {$(
        impl Sealed for $int {}

        impl Index for $int {
            fn number(self) -> i128 {
                // A size has at most 64 bits on every target of this crate.
                self as i128
            }
        }
    )*};
}

sizes!(usize isize);

/// What an index parameter can select from.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no elements that an index selects",
    label = "this is not an array, a `PerCpu` or `Rows`"
)]
pub trait Indexed {
    /// The type of the elements.
    type Element;

    /// The element at that index, or the row of that key.
    ///
    /// # Errors
    ///
    /// If there is none, or the slot of the CPU was not read.
    fn at(&self, index: i128) -> Result<&Self::Element, OperandError>;
}

/// An element whose position may be past the end or negative.
fn at<A: Elements + ?Sized>(array: &A, len: usize, index: i128) -> Result<&A::Element, OperandError> {
    let position = usize::try_from(index).ok().filter(|position| *position < len);
    array.element_at(position.ok_or(OperandError::NoElement { len })?)
}

macro_rules! arrays {
    ($($array:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Indexed for $array {
            type Element = T;

            fn at(&self, index: i128) -> Result<&T, OperandError> {
                at(self, self.len(), index)
            }
        }
    )*};
}

arrays! {
    [T], [T];
    [T; N], [T, const N: usize];
    Vec<T>, [T];
    PerCpu<T>, [T];
}

impl<B, T> Indexed for Histogram<B, T> {
    type Element = T;

    fn at(&self, index: i128) -> Result<&T, OperandError> {
        self.as_vec().at(index)
    }
}

impl<K: Key, V> Indexed for Rows<K, V> {
    type Element = V;

    fn at(&self, index: i128) -> Result<&V, OperandError> {
        let row = self.find(|key, _| key.key() == index);
        row.map(|(_, value)| value).ok_or(OperandError::NoRow { len: self.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_a_position_a_cpu_or_a_key() {
        assert_eq!(([3_u64, 5].at(1), vec![3_u64, 5].at(0)), (Ok(&5), Ok(&3)));
        for index in [-1, 2, i128::from(u64::MAX) + 1, i128::MIN] {
            assert_eq!([3_u64, 5].at(index), Err(OperandError::NoElement { len: 2 }), "{index}");
        }
        let slots: PerCpu<u64> = [Some(1), None].into_iter().collect();
        assert_eq!((slots.at(0), slots.at(1)), (Ok(&1), Err(OperandError::Unmapped { cpu: 1 })));
        assert_eq!(slots.at(2), Err(OperandError::NoElement { len: 2 }));
        let rows = Rows::new(vec![(-7_i32, 'a'), (2, 'b')]);
        assert_eq!((rows.at(-7), rows.at(2), rows.at(0)), (Ok(&'a'), Ok(&'b'), Err(OperandError::NoRow { len: 2 })));
        let wide = Rows::new(vec![(u64::MAX, 'a')]);
        assert_eq!(
            (wide.at(u64::MAX.number()), wide.at((-1_i64).number())),
            (Ok(&'a'), Err(OperandError::NoRow { len: 1 }))
        );
    }
}
