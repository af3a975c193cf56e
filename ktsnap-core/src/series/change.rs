//! [`Change`]: the difference between two samples of a series.

use std::time::Duration;

use thiserror::Error;

use super::{ChangeError, PerSecond, Rate, Sample};
use crate::typed::{Integer, SnapshotSchema};

/// The difference between two samples of a [`Series`](super::Series).
///
/// ```
/// use ktsnap_core::series::Change;
///
/// fn show(change: &Change<u64>) -> String {
///     let per_second = change.per_second(|counted| *counted);
///     format!("sample {} to {}: {}, {per_second:?} per second", change.from, change.to, change.value)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change<T> {
    /// The tag of the earlier sample.
    pub from: String,
    /// The tag of the later sample.
    pub to: String,
    /// For a counter the difference, for any other field the later value. See [`SnapshotSchema::since`].
    pub value: T,
    /// The time between the samples. `None` if the time of one of them is not known.
    pub elapsed: Option<Duration>,
}

/// The reason why a difference has no rate: the time of a sample is not known, or no time passed.
///
/// ```
/// use ktsnap_core::series::{Change, Rate, Untimed};
///
/// fn rate<T>(change: Change<T>) -> Result<Rate<T>, Untimed> {
///     change.into_rate()
/// }
/// # let _ = rate::<u64>;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the time between samples {from} and {to} is unknown or zero, so the rate can't be computed; give each sample its time"
)]
#[non_exhaustive]
pub struct Untimed {
    /// The tag of the earlier sample.
    pub from: String,
    /// The tag of the later sample.
    pub to: String,
}

impl<T> Change<T> {
    /// The difference as a [`Rate`], for example for a [`RunningMean`](super::RunningMean).
    ///
    /// # Errors
    ///
    /// [`Untimed`] if the time of a sample is not known.
    pub fn into_rate(self) -> Result<Rate<T>, Untimed> {
        match self.elapsed {
            Some(elapsed) => Ok(Rate::new(self.value, elapsed)),
            None => Err(self.untimed()),
        }
    }

    pub(super) fn untimed(&self) -> Untimed {
        Untimed { from: self.from.clone(), to: self.to.clone() }
    }

    /// The change of a counter per second. `None` if no time passed, or the time is not known.
    #[must_use]
    pub fn per_second<N: Integer>(&self, of: impl FnOnce(&T) -> N) -> Option<f64> {
        Rate::new(&self.value, self.elapsed?).per_second(|value| of(value))
    }

    /// The changes of several counters per second, in the same shape, as [`Rate::each_per_second`] has them. `None` if no time
    /// passed, or the time is not known.
    #[must_use]
    pub fn each_per_second<C: PerSecond>(&self, of: impl FnOnce(&T) -> &C) -> Option<C::Rates> {
        Rate::new(&self.value, self.elapsed?).each_per_second(|value| of(value))
    }
}

/// Who said in which order the samples of a series were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The reports or the harness. A counter that decreased is then not blamed on the order.
    Recorded,
    /// The caller, who may have confused it.
    ByCaller,
}

/// The difference between two samples that are not placeholders.
pub(super) fn between<T: SnapshotSchema, E: Clone>(
    earlier: &Sample<T, E>,
    later: &Sample<T, E>,
    order: Order,
) -> Result<Change<T>, ChangeError<E>> {
    let elapsed = comparable(earlier, later)?;
    let [from, to] = [earlier, later].map(|sample| sample.tag.clone());
    let (first, then) = (read(earlier)?, read(later)?);
    match then.since(first) {
        Ok(value) => Ok(Change { from, to, value, elapsed }),
        // If no counter decreases in the reverse direction, no counter increased. Equal counters and gauges do not matter.
        Err(source) if order == Order::ByCaller && first.since(then).is_ok() => {
            Err(ChangeError::Reversed { from, to, source })
        }
        Err(source) => Err(ChangeError::Reset { from, to, source }),
    }
}

/// Checks that two samples are of one instance, and in order. Returns the time between them, if it is known.
pub(super) fn comparable<T, E>(
    earlier: &Sample<T, E>,
    later: &Sample<T, E>,
) -> Result<Option<Duration>, ChangeError<E>> {
    let [from, to] = [earlier, later].map(|sample| sample.tag.clone());
    if let (Some(first), Some(then)) = (&earlier.instance, &later.instance)
        && then.is_other_than(first)
    {
        let [earlier, later] = [first, then].map(ToString::to_string);
        return Err(ChangeError::InstanceChanged { from, to, earlier, later });
    }
    match (earlier.at, later.at) {
        (Some(first), Some(then)) => then.checked_sub(first).map(Some).ok_or(ChangeError::OutOfOrder { from, to }),
        _ => Ok(None),
    }
}

/// The struct of a sample.
pub(super) fn read<T, E: Clone>(sample: &Sample<T, E>) -> Result<&T, ChangeError<E>> {
    sample
        .value
        .as_ref()
        .map_err(|source| ChangeError::Sample { tag: sample.tag.clone(), source: Box::new(source.clone()) })
}
