//! The values that the harness's patterns take.

use std::fmt;

use ktstr::prelude::{SnapshotError, SnapshotResult};

/// A value that [`TypedSeries::field`](crate::TypedSeries::field) can make a column of: a number, a `bool`, an `Option` of
/// either, or a [ratio](ktsnap::ratio).
///
/// Every number becomes an `f64`, the type that the harness's patterns compute with. A counter above 2^53 is rounded to the
/// nearest `f64`. A ratio without a value and an absent optional variable become the error of their sample.
///
/// ```
/// use ktsnap_ktstr::Measured;
///
/// assert_eq!(7_u32.measured()?, 7.0);
/// assert!(true.measured()?);
/// assert!(Err::<f64, _>("nr_mig_same + nr_mig_cross is zero").measured().is_err());
/// assert!(None::<u64>.measured().is_err());
/// # Ok::<(), ktstr::prelude::SnapshotError>(())
/// ```
pub trait Measured {
    /// `f64` for a number, `bool` for a `bool`.
    type Value;

    /// Converts the value to the type that the harness's patterns take.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::ProjectionFailed`] if a ratio has no value (with the ratio's message) or if an optional variable is
    /// absent from the capture.
    fn measured(self) -> SnapshotResult<Self::Value>;
}

macro_rules! exactly {
    ($($number:ty)*) => {$(
        impl Measured for $number {
            type Value = f64;

            fn measured(self) -> SnapshotResult<f64> {
                Ok(self.into())
            }
        }
    )*};
}

macro_rules! rounded {
    ($($number:ty)*) => {$(
        impl Measured for $number {
            type Value = f64;

            fn measured(self) -> SnapshotResult<f64> {
                Ok(self as f64)
            }
        }
    )*};
}

exactly!(u8 u16 u32 i8 i16 i32 f32 f64);
rounded!(u64 i64 usize);

impl Measured for bool {
    type Value = Self;

    fn measured(self) -> SnapshotResult<Self> {
        Ok(self)
    }
}

impl<M: Measured, E: fmt::Display> Measured for Result<M, E> {
    type Value = M::Value;

    fn measured(self) -> SnapshotResult<M::Value> {
        self.map_err(|error| SnapshotError::ProjectionFailed { reason: error.to_string() })?.measured()
    }
}

impl<M: Measured> Measured for Option<M> {
    type Value = M::Value;

    fn measured(self) -> SnapshotResult<M::Value> {
        let absent = || SnapshotError::ProjectionFailed {
            reason: "the capture lacks the variable of this field, which is optional in the struct".to_owned(),
        };
        self.ok_or_else(absent)?.measured()
    }
}
