//! [`ChangeError`]: the reason why samples have no difference.

use thiserror::Error;

use super::{CounterReset, Phase, SampleError};
use crate::typed::SchemaError;

/// The reason why two samples, or a phase, of a [`Series`](super::Series) have no difference.
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
    /// No sample is of the phase.
    #[error("no sample is of {phase}: {}", phases_remedy(phases))]
    NoSuchPhase {
        /// The phase that was asked for.
        phase: Phase,
        /// The phases of the samples.
        phases: Vec<Phase>,
    },
    /// The phase has fewer than two samples that hold something.
    #[error(
        "{phase} has {samples} of the two samples that a difference needs, without placeholders; take samples more often, or \
         let the step last longer"
    )]
    TooFewSamples {
        /// The phase.
        phase: Phase,
        /// The number of its samples, 0 or 1. Placeholders do not count.
        samples: usize,
    },
    /// A sample of another phase lies between the samples of the phase. The difference would include what was counted in the other
    /// phase.
    #[error(
        "sample {other} of {other_phase} is between samples {from} and {to} of {phase}, and a difference would count both phases; \
         a phase is one stretch of time, so put the samples in the order of time, or use a phase for each stretch"
    )]
    Interrupted {
        /// The phase.
        phase: Phase,
        /// The tag of the last sample of the phase before the other phase.
        from: String,
        /// The tag of the first sample of the phase after it.
        to: String,
        /// The tag of the sample between them.
        other: String,
        /// The phase of the sample between them.
        other_phase: Phase,
    },
}

fn phases_remedy(phases: &[Phase]) -> String {
    if phases.is_empty() {
        return "the phases of the samples are not known; give each sample its phase".to_owned();
    }
    let phases: Vec<_> = phases.iter().map(Phase::to_string).collect();
    format!("the samples are of {}", phases.join(", "))
}

fn reset_remedy(source: &CounterReset) -> &'static str {
    source.remedy_of_rows().unwrap_or(
        "a counter only grows; compare samples of one instance, since a scheduler that was restarted counts from zero again, or \
         mark a value that goes up and down with `#[snapshot(gauge)]`",
    )
}
