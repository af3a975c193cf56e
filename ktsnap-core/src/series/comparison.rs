//! [`Comparison`]: one phase compared with another.

use thiserror::Error;

use super::{Change, Untimed};
use crate::ratio::RatioError;
use crate::typed::Integer;

/// Two phases of a [`Series`](super::Series), as [`Series::compare`](super::Series::compare) gives them.
///
/// ```
/// use ktsnap_core::series::Comparison;
///
/// /// The counts of both phases, and whether one instance of the scheduler counted them.
/// fn counts(comparison: &Comparison<u64>) -> (u64, u64, bool) {
///     (comparison.a.value, comparison.b.value, comparison.same_instance)
/// }
/// # let _ = counts;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison<T> {
    /// What was counted in the first of the two phases.
    pub a: Change<T>,
    /// What was counted in the second.
    pub b: Change<T>,
    /// Whether one instance of the scheduler counted both. It is `false` if the instances are
    /// [known to be different](super::InstanceId::is_other_than), for example because the test restarted the scheduler with other
    /// options.
    pub same_instance: bool,
}

impl<T> Comparison<T> {
    /// A ratio of each phase.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// use ktsnap::series::Comparison;
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// fn print(comparison: &Comparison<Dispatch>) -> Result<(), Box<dyn std::error::Error>> {
    ///     let crossed = comparison.of(Dispatch::cross_fraction);
    ///     println!("{:.2} then {:.2}: {:+.2}", crossed.a.clone()?, crossed.b.clone()?, crossed.difference()?);
    ///     Ok(())
    /// }
    /// # let _ = print;
    /// ```
    pub fn of<E>(&self, ratio: impl Fn(&T) -> Result<f64, E>) -> Compared<E> {
        Compared { a: ratio(&self.a.value), b: ratio(&self.b.value) }
    }

    /// The change of a counter per second in each phase, so that phases of different lengths can be compared.
    pub fn per_second<N: Integer>(&self, of: impl Fn(&T) -> N) -> Compared<Untimed> {
        let rate = |change: &Change<T>| change.per_second(&of).ok_or_else(|| change.untimed());
        Compared { a: rate(&self.a), b: rate(&self.b) }
    }
}

/// A ratio or rate of each of two phases.
///
/// ```
/// use ktsnap_core::series::{Compared, ComparedError};
///
/// /// Whether the second phase is at most 5 % above the first.
/// fn within<E: Clone>(rates: &Compared<E>) -> Result<bool, ComparedError<E>> {
///     Ok(rates.quotient()? <= 1.05)
/// }
/// # let _ = within::<()>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Compared<E = RatioError> {
    /// The value of the first phase, or the reason why there is no value.
    pub a: Result<f64, E>,
    /// The value of the second.
    pub b: Result<f64, E>,
}

/// The reason why the values of two phases can't be compared.
///
/// ```
/// use ktsnap_core::series::ComparedError;
///
/// fn is_of_the_first(error: &ComparedError) -> bool {
///     matches!(error, ComparedError::A(_))
/// }
/// # let _ = is_of_the_first;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ComparedError<E = RatioError> {
    /// The first phase has no value.
    #[error("the first phase has no value: {0}")]
    A(#[source] E),
    /// The second phase has no value.
    #[error("the second phase has no value: {0}")]
    B(#[source] E),
    /// The value of the first phase is zero, so nothing is a multiple of it.
    #[error("the value of the first phase is zero, so the quotient is undefined; compare the difference")]
    ZeroInA,
}

impl<E: Clone> Compared<E> {
    /// The second value minus the first.
    ///
    /// # Errors
    ///
    /// [`ComparedError::A`] or [`ComparedError::B`] if a phase has no value.
    pub fn difference(&self) -> Result<f64, ComparedError<E>> {
        let (a, b) = self.both()?;
        Ok(b - a)
    }

    /// The second value divided by the first.
    ///
    /// # Errors
    ///
    /// [`ComparedError::A`] or [`ComparedError::B`] if a phase has no value, and [`ComparedError::ZeroInA`] if the first value is
    /// zero.
    pub fn quotient(&self) -> Result<f64, ComparedError<E>> {
        match self.both()? {
            (0.0, _) => Err(ComparedError::ZeroInA),
            (a, b) => Ok(b / a),
        }
    }

    fn both(&self) -> Result<(f64, f64), ComparedError<E>> {
        let a = self.a.clone().map_err(ComparedError::A)?;
        Ok((a, self.b.clone().map_err(ComparedError::B)?))
    }
}
