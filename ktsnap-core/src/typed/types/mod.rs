//! The types that a field can have, and how each is read, without coercion.

mod cpus;
mod percpu;
mod ptr;
mod scalar;
mod several;
mod text;

pub use cpus::CpuSet;
pub use percpu::{PerCpu, PerCpuError};
pub use ptr::Ptr;

use super::c_type::{CType, Reduction};
use super::read::{ReadFailure, ValueCursor};
use super::rust_type::RustType;
use crate::report::RenderedValue;
use crate::series::reset::CounterDecreased;

/// A type that a field of a [`SnapshotSchema`](super::SnapshotSchema) can have.
///
/// Implemented for the integers of 8 to 64 bits, `bool`, `f32`, `f64`, [`Ptr`], [`CpuSet`], `String`,
/// [`CString`](std::ffi::CString); for arrays, `Vec`, `Option` and [`PerCpu`] of such types; and by the derives, for a
/// struct that mirrors one of C's and for an enum. It is not for implementing by hand: how a type is read must agree with the check that the derive made.
///
/// ```
/// use ktsnap_core::typed::{FieldValue, RustType};
///
/// assert_eq!(<[u32; 4] as FieldValue>::MIRROR, RustType::Array { len: 4, element: &RustType::Uint { bits: 32 } });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't mirror anything of a BPF object",
    label = "not a type that a report renders",
    note = "use an integer of the C type's width and sign, `bool`, `f32`, `f64`, `ktsnap::Ptr`, `ktsnap::CpuSet`, \
            `String`, `std::ffi::CString`, or an array, `Vec`, `Option` or `ktsnap::PerCpu` of one",
    note = "a struct of C is mirrored by one with `#[derive(SnapshotSchema)]` and `#[snapshot(type = \"struct ...\")]`, an \
            enum by one with `#[derive(SnapshotEnum)]`"
)]
pub trait FieldValue: Sized {
    /// What it holds.
    const MIRROR: RustType;

    #[doc(hidden)]
    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure>;

    /// What [`read`](Self::read) gives for this value, where no more than a look at it tells.
    #[doc(hidden)]
    #[inline]
    fn of_value(value: &RenderedValue, shape: &CType) -> Option<Self> {
        let _ = (value, shape);
        None
    }

    /// What [`read`](Self::read) gives for what these bytes begin with, where no more than a load tells.
    #[doc(hidden)]
    #[inline]
    fn of_bytes(bytes: &[u8], shape: &CType, big_endian: bool) -> Option<Self> {
        let _ = (bytes, shape, big_endian);
        None
    }

    /// The value where the variable is not there; `None` for a type that must have one.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// The later of two values, kept as it is.
    #[doc(hidden)]
    fn later(&self) -> Self;

    /// What was counted since the earlier value; the later value of what is no counter.
    #[doc(hidden)]
    fn since(&self, earlier: &Self) -> Result<Self, CounterDecreased> {
        let _ = earlier;
        Ok(self.later())
    }
}

/// An integer, which several can be made into by a reduction.
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

/// What the values of several CPUs can be made one of: an integer, and an array of such, element by element.
///
/// ```
/// use ktsnap_core::typed::{PerCpu, PerCpuError, Reducible};
///
/// fn is_reducible<T: Reducible>() {}
/// is_reducible::<[[u64; 58]; 16]>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold a sum, max or min",
    label = "neither an integer nor an array of integers",
    note = "give the field the integer type of the values that are reduced, or an array of it"
)]
pub trait Reducible: FieldValue {
    #[doc(hidden)]
    fn reduce<S>(
        slots: &PerCpu<S>,
        how: Reduction,
        allow_unmapped: bool,
        of: &dyn Fn(&S) -> &Self,
    ) -> Result<Self, PerCpuError>;
}
