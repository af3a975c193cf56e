//! What the harness's patterns can measure.

use std::fmt;

use ktstr::prelude::{SnapshotError, SnapshotResult};

/// What [`TypedSeries::field`](crate::TypedSeries::field) takes of a struct: a counter, a float, a `bool`, an optional one
/// of these, or a [ratio](ktsnap::ratio). A ratio's error becomes that of the sample, and so does an absent value.
///
/// A number becomes an `f64`, the type that the harness's patterns are for. A counter past 2^53 is rounded to the nearest
/// `f64`.
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
    /// `f64` for numbers, else `bool`.
    type Value;

    /// The value as the harness's patterns take it.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::ProjectionFailed`] with the message of a ratio that has no value, and for a variable that the
    /// capture lacks.
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
