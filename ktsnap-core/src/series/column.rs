//! [`Column`]: a value of each sample, for the patterns of a test harness.

use std::time::Duration;

use thiserror::Error;

use super::change::between;
use super::{ChangeError, Measured, NoValue, Phase, Sample, SampleError, Series};
use crate::typed::{SchemaError, SnapshotSchema};

/// A value of each sample of a [`Series`], usually a counter or a ratio.
///
/// A test harness checks patterns of its columns over time (`nondecreasing`, `steady_within`); ktsnap's bridge to the harness
/// converts this type to the harness's own.
///
/// ```
/// use ktsnap_core::series::Column;
///
/// /// The largest value.
/// fn largest(column: &Column<f64>) -> Option<f64> {
///     column.slots.iter().filter_map(|slot| slot.value.as_ref().ok().copied()).reduce(f64::max)
/// }
/// # let _ = largest;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Column<V, E = SchemaError> {
    /// The name of the column in messages.
    pub label: String,
    /// A slot for each sample.
    pub slots: Vec<Slot<V, E>>,
}

/// A value of a [`Column`].
///
/// ```
/// use ktsnap_core::series::Slot;
///
/// fn show(slot: &Slot<f64>) -> String {
///     match &slot.value {
///         Ok(value) => format!("{} (+{:?} ms): {value}", slot.tag, slot.elapsed_ms()),
///         Err(error) => format!("{}: {error}", slot.tag),
///     }
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Slot<V, E = SchemaError> {
    /// The tag of the sample.
    pub tag: String,
    /// The time of the sample, if it is known.
    pub at: Option<Duration>,
    /// The phase of the sample, if it is known.
    pub phase: Option<Phase>,
    /// The value, or the reason why there is no value.
    pub value: Result<V, SlotError<E>>,
}

impl<V, E> Slot<V, E> {
    /// The time in whole milliseconds, as harnesses record it.
    #[must_use]
    pub fn elapsed_ms(&self) -> Option<u64> {
        self.at.map(|at| u64::try_from(at.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn of<T>(sample: &Sample<T, E>, value: Result<V, SlotError<E>>) -> Self {
        Self { tag: sample.tag.clone(), at: sample.at, phase: sample.phase, value }
    }
}

/// The reason why a slot of a [`Column`] has no value.
///
/// ```
/// use ktsnap_core::series::SlotError;
///
/// fn is_of_a_ratio(error: &SlotError) -> bool {
///     matches!(error, SlotError::NoValue(_))
/// }
/// # let _ = is_of_a_ratio;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SlotError<E = SchemaError> {
    /// The sample has no value.
    #[error(transparent)]
    Sample(SampleError<E>),
    /// The sample and the sample before it have no difference.
    #[error(transparent)]
    Change(ChangeError<E>),
    /// The struct was read, and the ratio or the optional variable has no value.
    #[error(transparent)]
    NoValue(NoValue),
}

impl<T, E: Clone> Series<T, E> {
    /// Makes a column with a slot for each sample, with the sample's tag, time and phase and the value that `of` returns for the
    /// struct, usually a counter or a [ratio](crate::ratio). A slot holds an error if the sample could not be read or the ratio
    /// has no value.
    ///
    /// ```
    /// use ktsnap::{Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// fn print(series: &Series<Dispatch>) {
    ///     for slot in series.field("cross_fraction", Dispatch::cross_fraction).slots {
    ///         println!("{}: {:?}", slot.tag, slot.value);
    ///     }
    /// }
    /// # let _ = print;
    /// ```
    pub fn field<M: Measured>(&self, label: impl Into<String>, of: impl Fn(&T) -> M) -> Column<M::Value, E> {
        let value = |sample: &Sample<T, E>| match &sample.value {
            Ok(value) => of(value).measured().map_err(SlotError::NoValue),
            Err(error) => Err(SlotError::Sample(error.clone())),
        };
        Column {
            label: label.into(),
            slots: self.samples.iter().map(|sample| Slot::of(sample, value(sample))).collect(),
        }
    }
}

impl<T: SnapshotSchema, E: Clone> Series<T, E> {
    /// Makes a column of the [differences](Self::changes): a slot for each sample after the first, with the sample's tag, time and
    /// phase and the value that `of` returns for the difference to the sample before it. Placeholders have no slot, and their
    /// neighbours are compared. A slot holds an error if the two samples have no difference or the ratio has no value.
    ///
    /// ```
    /// use ktsnap::{Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// /// Whether few of the tasks that moved between any two samples left their LLC.
    /// fn stays_local(series: &Series<Dispatch>) -> bool {
    ///     let crossed = series.change_field("cross_fraction", Dispatch::cross_fraction);
    ///     crossed.slots.iter().all(|slot| slot.value.as_ref().is_ok_and(|crossed| *crossed < 0.7))
    /// }
    /// # let _ = stays_local;
    /// ```
    pub fn change_field<M: Measured>(&self, label: impl Into<String>, of: impl Fn(&T) -> M) -> Column<M::Value, E> {
        let slot = |(earlier, later)| {
            let value = match between(earlier, later, self.order) {
                Ok(change) => of(&change.value).measured().map_err(SlotError::NoValue),
                Err(error) => Err(SlotError::Change(error)),
            };
            Slot::of(later, value)
        };
        Column { label: label.into(), slots: self.pairs().map(slot).collect() }
    }
}
