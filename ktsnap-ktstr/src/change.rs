//! What was counted between the samples of a series.

use std::time::Duration;

use ktsnap::{CounterReset, SnapshotSchema};
use thiserror::Error;

use crate::refused::KtstrError;
use crate::series::{TypedSample, TypedSeries};

/// What was counted between two samples that follow each other.
///
/// ```
/// use ktsnap::Rate;
/// use ktsnap_ktstr::TypedChange;
///
/// /// What was counted a second, where the harness took the times.
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
    /// The differences of counters; of all else the later value. See [`SnapshotSchema::since`].
    pub value: T,
    /// The time between; `None` where the harness took no time of one of them.
    pub elapsed: Option<Duration>,
}

/// Why there is no change between two samples.
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
        /// Its tag.
        tag: String,
        /// Why.
        source: Box<KtstrError>,
    },
    /// Between two samples the scheduler was replaced.
    #[error(
        "between samples {from} and {to} the scheduler was replaced: {earlier} was read first, {later} then, and counters \
         of two instances have no difference; compare samples on one side of the change"
    )]
    InstanceChanged {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later one.
        to: String,
        /// The map that was read of the earlier.
        earlier: String,
        /// The map that was read of the later.
        later: String,
    },
    /// A counter went back, within one instance as far as the reports tell.
    #[error("between samples {from} and {to} {source}")]
    Reset {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later one.
        to: String,
        /// The counter.
        source: CounterReset,
    },
    /// A sample is said to be earlier than the one before it.
    #[error(
        "sample {to} was taken before sample {from}, which it follows; keep the samples in the order of their times"
    )]
    OutOfOrder {
        /// The tag of the one that comes first.
        from: String,
        /// The tag of the one that comes next.
        to: String,
    },
}

impl<T: SnapshotSchema> TypedSeries<T> {
    /// What was counted between each sample and the next. Placeholders are left out: the change is that between their
    /// neighbours. Between two instances of the scheduler there is none.
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
