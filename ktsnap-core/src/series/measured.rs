//! The values that a column can hold.

use std::fmt;

use thiserror::Error;

/// A value that [`Series::field`](super::Series::field) can make a column of: a number, a `bool`, an `Option` of
/// either, or a [ratio](crate::ratio).
///
/// Every number becomes an `f64`, the type that the patterns of a test harness compute with. A counter above 2^53 is rounded to
/// the nearest `f64`. A ratio without a value and an absent optional variable become the error of their sample.
///
/// ```
/// use ktsnap_core::series::Measured;
///
/// assert_eq!(7_u32.measured()?, 7.0);
/// assert!(true.measured()?);
/// assert!(Err::<f64, _>("nr_mig_same + nr_mig_cross is zero").measured().is_err());
/// assert!(None::<u64>.measured().is_err());
/// # Ok::<(), ktsnap_core::series::NoValue>(())
/// ```
pub trait Measured {
    /// `f64` for a number, `bool` for a `bool`.
    type Value;

    /// Converts the value to the type that patterns take.
    ///
    /// # Errors
    ///
    /// [`NoValue`] if a ratio has no value, with the ratio's message, or if an optional variable is absent from the capture.
    fn measured(self) -> Result<Self::Value, NoValue>;
}

/// The reason why a struct that was read has no value for a column.
///
/// ```
/// use ktsnap_core::series::{Measured, NoValue};
///
/// let error: NoValue = Err::<f64, _>("the denominator is zero").measured().err().unwrap();
/// assert_eq!(error.to_string(), "the denominator is zero");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct NoValue {
    /// The message of the ratio, or that the variable is absent.
    pub reason: String,
}

macro_rules! exactly {
    ($($number:ty)*) => {$(
        impl Measured for $number {
            type Value = f64;

            fn measured(self) -> Result<f64, NoValue> {
                Ok(self.into())
            }
        }
    )*};
}

macro_rules! rounded {
    ($($number:ty)*) => {$(
        impl Measured for $number {
            type Value = f64;

            fn measured(self) -> Result<f64, NoValue> {
                Ok(self as f64)
            }
        }
    )*};
}

exactly!(u8 u16 u32 i8 i16 i32 f32 f64);
rounded!(u64 i64 usize);

impl Measured for bool {
    type Value = Self;

    fn measured(self) -> Result<Self, NoValue> {
        Ok(self)
    }
}

impl<M: Measured, E: fmt::Display> Measured for Result<M, E> {
    type Value = M::Value;

    fn measured(self) -> Result<M::Value, NoValue> {
        self.map_err(|error| NoValue { reason: error.to_string() })?.measured()
    }
}

impl<M: Measured> Measured for Option<M> {
    type Value = M::Value;

    fn measured(self) -> Result<M::Value, NoValue> {
        let absent = || NoValue {
            reason: "the capture lacks the variable of this field, which is optional in the struct".to_owned(),
        };
        self.ok_or_else(absent)?.measured()
    }
}
