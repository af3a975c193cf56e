//! The types that a field can have. Each type reads its values without conversion.

mod cpus;
mod groups;
mod histogram;
pub(crate) mod members;
mod partial_rows;
mod percpu;
mod ptr;
mod reduce;
mod row_key;
mod rows;
mod scalar;
mod several;
mod text;

pub use cpus::CpuSet;
pub use partial_rows::PartialRows;
pub use percpu::{PerCpu, PerCpuError};
pub use ptr::Ptr;
pub use reduce::ReduceFailure;
pub use rows::{Rows, RowsError};

pub(crate) use groups::{reduced as reduced_group, reduced_refs as reduced_group_refs};
pub(crate) use histogram::bounded;
use members::Member;
pub(crate) use row_key::{KeysOf, ReadKeys, RowKey, index_bits};
pub(crate) use scalar::fits;

use super::c_type::{CType, Reduction};
use super::inspect::Inspect;
use super::read::{ReadFailure, RenderedArray, RowCursor, ValueCursor};
use super::rust_type::RustType;
use crate::report::RenderedValue;
use crate::series::reset::{CounterDecreased, Decrease};

/// A type that a field of a [`SnapshotSchema`](super::SnapshotSchema) can have.
///
/// Implemented for the integers of 8 to 64 bits, `bool`, `f32`, `f64`, [`Ptr`], [`CpuSet`], `String`,
/// [`CString`](std::ffi::CString), [`Histogram`](crate::Histogram); for arrays, `Vec`, `Option` and [`PerCpu`] of such types; and by the derives, for a
/// struct or enum that mirrors one of C's. It is not implemented by hand: the read must match the derive's check.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't mirror anything of a BPF object",
    label = "not a type that a report renders",
    note = "use an integer of the C type's width and sign, `bool`, `f32`, `f64`, `ktsnap::Ptr`, `ktsnap::CpuSet`, \
            `String`, `std::ffi::CString`, or an array, `Vec`, `Option` or `ktsnap::PerCpu` of one",
    note = "a struct of C is mirrored by one with `#[derive(SnapshotSchema)]` and `#[snapshot(type = \"struct ...\")]`, an \
            enum by one with `#[derive(SnapshotEnum)]`"
)]
pub trait FieldValue: Inspect + Sized {
    /// What the type can hold.
    const RUST_TYPE: RustType;

    /// The type in C that the members of a struct were compared with, without the parts that no member reads.
    #[doc(hidden)]
    const C_TYPE: CType = CType::Bytes { size: 0 };

    #[doc(hidden)]
    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure>;

    /// The result of [`read`](Self::read) for this value, if it does not need a cursor. `None` sends the caller to `read`.
    #[doc(hidden)]
    #[inline]
    fn of_value(value: &RenderedValue, c_type: &CType) -> Option<Self> {
        let _ = (value, c_type);
        None
    }

    /// The result of [`read`](Self::read) for the first of these bytes, if one load is enough. `None` sends the caller to
    /// `read`.
    #[doc(hidden)]
    #[inline]
    fn of_bytes(bytes: &[u8], c_type: &CType, big_endian: bool) -> Option<Self> {
        let _ = (bytes, c_type, big_endian);
        None
    }

    /// The value for a missing variable. `None` if the type requires the variable.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// A copy of this value, the later of two.
    #[doc(hidden)]
    fn later(&self) -> Self;

    /// The difference to the earlier value for a counter, else the later value.
    #[doc(hidden)]
    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        let _ = (earlier, decrease);
        Ok(self.later())
    }

    /// The value as an error names it, if it can be the key of a row.
    #[doc(hidden)]
    fn key_text(&self) -> Option<String> {
        None
    }

    /// The field of a struct with this number among those that are read, if it can be reduced.
    #[doc(hidden)]
    fn member(&self, index: usize) -> Option<&dyn Member> {
        let _ = index;
        None
    }

    /// The same, to be changed.
    #[doc(hidden)]
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Member> {
        let _ = index;
        None
    }
}

/// An integer type: the result of a sum, maximum or minimum over [`PerCpu`].
///
/// It can't be implemented outside of this crate.
///
/// ```
/// use ktsnap_core::typed::Integer;
///
/// fn largest<T: Integer>(values: &[T]) -> Option<i128> {
///     values.iter().copied().map(Into::into).max()
/// }
/// assert_eq!(largest(&[3_u32, 7]), Some(7));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold a sum, max or min",
    label = "not an integer",
    note = "give the field the integer type of the values that are reduced"
)]
pub trait Integer: FieldValue + Copy + Into<i128> + TryFrom<i128> {
    /// Width in bits.
    const BITS: u32;
}

/// An unsigned integer type: what a counter in C has.
///
/// It can't be implemented outside of this crate.
///
/// ```
/// use ktsnap_core::typed::Counter;
///
/// fn sum<T: Counter>(counters: &[T]) -> u128 {
///     counters.iter().copied().map(Into::<u64>::into).map(u128::from).sum()
/// }
/// assert_eq!(sum(&[3_u32, 7]), 10);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an unsigned integer",
    label = "can't count",
    note = "use `u8`, `u16`, `u32` or `u64`, whichever has the width of the counter in C"
)]
pub trait Counter: Integer + Reducible + Into<u64> + TryFrom<u64> {}

/// A type that can hold the sum, maximum or minimum of several values: an integer; an array, a `Vec` or a struct of
/// integers, element by element.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold a sum, max or min",
    label = "not made of integers",
    note = "give the field the integer type of the values that are reduced, or an array, `Vec` or row of it"
)]
pub trait Reducible: FieldValue {
    /// Reduces the values that `of` takes from each slot. Provided for a struct.
    #[doc(hidden)]
    fn reduce<S>(
        slots: &PerCpu<S>,
        how: Reduction,
        allow_unmapped: bool,
        of: &dyn Fn(&S) -> &Self,
    ) -> Result<Self, ReduceFailure> {
        members::reduce(slots, how, &|_| allow_unmapped, of, |member| member.path)
    }

    /// Reads a value and reduces it with this one, without an allocation. `None` if something prevents that; this value is
    /// then useless, and the caller reads all values and uses [`reduce`](Self::reduce), which has the result or the error. Provided for a
    /// struct.
    #[doc(hidden)]
    fn join(&mut self, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
        members::join(self, at, how)
    }

    /// [`join`](Self::join) for a row.
    #[doc(hidden)]
    fn join_row(&mut self, row: &RowCursor<'_>, how: Reduction) -> Option<()> {
        self.join(row.at(), how)
    }

    /// [`join`](Self::join) for an element of an array that a report rendered.
    #[doc(hidden)]
    #[inline]
    fn join_rendered(&mut self, array: &RenderedArray<'_>, value: &RenderedValue, how: Reduction) -> Option<()> {
        let is_number = matches!(Self::RUST_TYPE, RustType::Int { .. } | RustType::Uint { .. });
        if let Some(value) = is_number.then(|| Self::of_value(value, array.c_type())).flatten() {
            return self.join_value(&value, how);
        }
        match array.row(value, &Self::RUST_TYPE) {
            Some(row) => self.join_row(&row, how),
            None => self.join(array.element(value), how),
        }
    }

    /// [`join`](Self::join) for a value that was read.
    #[doc(hidden)]
    fn join_value(&mut self, value: &Self, how: Reduction) -> Option<()> {
        let _ = (value, how);
        None
    }

    /// Reads several values and reduces them: those of all CPUs, and of as many outer dimensions as the type does not have.
    #[doc(hidden)]
    fn read_reduced(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        match at.surplus(&Self::RUST_TYPE) {
            None => Err(at.is_other()),
            Some(0) => Self::read_kept(at, how, allow_unmapped),
            Some(surplus) => reduce::reduced(at, surplus, how, allow_unmapped),
        }
    }

    /// Reads a value whose dimensions are all those of the type, and reduces the values of all CPUs.
    #[doc(hidden)]
    fn read_kept(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        reduce::reduced(at, 0, how, allow_unmapped)
    }
}
