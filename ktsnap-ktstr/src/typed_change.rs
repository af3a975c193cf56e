//! The differences between the samples of a series.

use std::time::Duration;

use ktsnap::{CounterReset, SnapshotSchema};
use thiserror::Error;

use crate::ktstr_error::KtstrError;
use crate::typed_series::{TypedSample, TypedSeries};

/// The difference between two successive samples.
///
/// ```
/// use ktsnap::Rate;
/// use ktsnap_ktstr::TypedChange;
///
/// /// Events per second, if the harness recorded the times.
/// fn per_second(change: &TypedChange<'_, u64>) -> Option<f64> {
///     Rate::new(change.value, change.elapsed?).per_second(|counted| *counted)
/// }
/// # let _ = per_second;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TypedChange<'a, T> {
    /// The tag of the earlier sample.
    pub from: &'a str,
    /// The tag of the later one.
    pub to: &'a str,
    /// For a counter the difference, for any other field the later value. See [`SnapshotSchema::since`].
    pub value: T,
    /// The time between the samples. `None` if the harness did not record the time of both.
    pub elapsed: Option<Duration>,
}

/// The reason why two successive samples have no difference.
///
/// ```
/// use ktsnap_ktstr::ChangeError;
///
/// fn is_restart(error: &ChangeError) -> bool {
///     matches!(error, ChangeError::InstanceChanged { .. })
/// }
/// # let _ = is_restart;
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// A sample could not be read.
    #[error("sample {tag}: {source}")]
    Sample {
        /// The sample's tag.
        tag: String,
        /// The reason.
        source: Box<KtstrError>,
    },
    /// The scheduler was replaced between the samples.
    #[error(
        "between samples {from} and {to} the scheduler was replaced: {from} was read from {earlier}, {to} from {later}; \
         counters of two instances have no difference; compare only samples from before or from after the replacement"
    )]
    InstanceChanged {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later one.
        to: String,
        /// The map that the earlier sample was read from.
        earlier: String,
        /// The map that the later sample was read from.
        later: String,
    },
    /// A counter decreased, although the reports show no replacement of the scheduler.
    #[error("between samples {from} and {to} {source}")]
    Reset {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later one.
        to: String,
        /// The counter.
        source: CounterReset,
    },
    /// The recorded times contradict the order of the samples.
    #[error(
        "sample {to} was taken before sample {from}, but follows it in the series; order the samples by their times"
    )]
    OutOfOrder {
        /// The tag of the sample that comes first in the series.
        from: String,
        /// The tag of the sample that follows it.
        to: String,
    },
}

impl<T: SnapshotSchema> TypedSeries<T> {
    /// The difference between each sample and the next. Placeholders are skipped, so their neighbours are compared. Two
    /// samples of different instances of the scheduler give [`ChangeError::InstanceChanged`].
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// use ktsnap_ktstr::{ChangeError, TypedSeries};
    ///
    /// fn print<T: SnapshotSchema + std::fmt::Debug>(series: &TypedSeries<T>) -> Result<(), ChangeError> {
    ///     for change in series.changes() {
    ///         let change = change?;
    ///         println!("{} to {}: {:?}", change.from, change.to, change.value);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn changes(&self) -> impl Iterator<Item = Result<TypedChange<'_, T>, ChangeError>> {
        let mut samples = self.samples.iter().filter(|sample| !sample.is_placeholder());
        let mut earlier = samples.next();
        samples.filter_map(move |later| Some(between(earlier.replace(later)?, later)))
    }
}

fn between<'a, T: SnapshotSchema>(
    earlier: &'a TypedSample<T>,
    later: &'a TypedSample<T>,
) -> Result<TypedChange<'a, T>, ChangeError> {
    let (from, to) = (earlier.tag.as_str(), later.tag.as_str());
    let [earlier_tag, later_tag] = [from, to].map(|tag| move || tag.to_owned());
    if let (Some(first), Some(then)) = (&earlier.instance, &later.instance)
        && then.is_other_than(first)
    {
        let (earlier, later) = (first.to_string(), then.to_string());
        return Err(ChangeError::InstanceChanged { from: earlier_tag(), to: later_tag(), earlier, later });
    }
    let elapsed = match (earlier.elapsed_ms, later.elapsed_ms) {
        (Some(first), Some(then)) if first > then => {
            return Err(ChangeError::OutOfOrder { from: earlier_tag(), to: later_tag() });
        }
        (Some(first), Some(then)) => Some(Duration::from_millis(then - first)),
        _ => None,
    };
    let value = later.read()?.since(earlier.read()?);
    let value = value.map_err(|source| ChangeError::Reset { from: earlier_tag(), to: later_tag(), source })?;
    Ok(TypedChange { from, to, value, elapsed })
}

impl<T> TypedSample<T> {
    fn is_placeholder(&self) -> bool {
        use ktstr::prelude::SnapshotError::PlaceholderSample;
        matches!(self.value, Err(KtstrError::Sample(PlaceholderSample { .. })))
    }

    fn read(&self) -> Result<&T, ChangeError> {
        let failed =
            |error: &KtstrError| ChangeError::Sample { tag: self.tag.clone(), source: Box::new(error.clone()) };
        self.value.as_ref().map_err(failed)
    }
}
