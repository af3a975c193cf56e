//! [`ChangeError`]: the reason why samples have no difference.

use thiserror::Error;

use super::{CounterReset, SampleError};
use crate::typed::SchemaError;

/// The reason why two samples of a [`Series`](super::Series) have no difference.
///
/// ```
/// use ktsnap_core::series::ChangeError;
///
/// fn is_restart(error: &ChangeError) -> bool {
///     matches!(error, ChangeError::InstanceChanged { .. })
/// }
/// # let _ = is_restart;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChangeError<E = SchemaError> {
    /// A sample could not be read.
    #[error("sample {tag}: {source}")]
    Sample {
        /// The sample's tag.
        tag: String,
        /// The reason.
        source: Box<SampleError<E>>,
    },
    /// The scheduler was replaced between the samples.
    #[error(
        "between samples {from} and {to} the scheduler was replaced: sample {from} was read from {earlier}, sample {to} from \
         {later}; counters of two instances have no difference; compare only samples from before or from after the replacement"
    )]
    InstanceChanged {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later sample.
        to: String,
        /// The map that the earlier sample was read from.
        earlier: String,
        /// The map that the later sample was read from.
        later: String,
    },
    /// Some counters decreased and none increased, in samples whose order the caller chose.
    #[error(
        "from sample {from} to sample {to} no counter grew, and {}: are the reports in the order of time? give the earlier report \
         first; if it is, compare samples of one instance, since a scheduler that was restarted counts from zero again, or mark \
         a value that goes up and down with `#[snapshot(gauge)]`",
        source.fact()
    )]
    Reversed {
        /// The tag of the first of the two samples.
        from: String,
        /// The tag of the second.
        to: String,
        /// The first counter that decreased.
        source: CounterReset,
    },
    /// A counter decreased, and the reports do not show that the scheduler was replaced.
    #[error("between samples {from} and {to} {}: {}", source.fact(), reset_remedy(source))]
    Reset {
        /// The tag of the earlier sample.
        from: String,
        /// The tag of the later sample.
        to: String,
        /// The counter.
        source: CounterReset,
    },
    /// A sample has an earlier time than the sample before it.
    #[error(
        "sample {to} was taken before sample {from}, but follows it in the series; give the samples in the order of their times"
    )]
    OutOfOrder {
        /// The tag of the sample that comes first in the series.
        from: String,
        /// The tag of the sample that follows it.
        to: String,
    },
}

fn reset_remedy(source: &CounterReset) -> &'static str {
    source.remedy_of_rows().unwrap_or(
        "a counter only grows; compare samples of one instance, since a scheduler that was restarted counts from zero again, or \
         mark a value that goes up and down with `#[snapshot(gauge)]`",
    )
}
