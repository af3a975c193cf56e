//! [`Sample`]: one read of a series.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

use super::{InstanceId, Phase};
use crate::error::addresses;
use crate::typed::SchemaError;

/// One read of a [`Series`](super::Series).
///
/// `E` is the error of the read. It is [`SchemaError`], unless a test harness's own rules picked the map.
///
/// ```
/// use std::time::Duration;
/// use ktsnap_core::series::{Phase, Sample};
///
/// let sample: Sample<u64> = Sample::new("periodic_001", Ok(12)).at(Duration::from_secs(2)).in_phase(Phase::step(0));
/// assert_eq!(sample.value, Ok(12));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample<T, E = SchemaError> {
    /// The name of the sample in messages: the harness's tag, as in `periodic_000`, or the index of the capture among those that
    /// the caller passed.
    pub tag: String,
    /// The time of the sample, since any moment that is the same for the whole series. `None` if it is not known.
    pub at: Option<Duration>,
    /// The part of the scenario during which the sample was taken, if it is known.
    pub phase: Option<Phase>,
    /// The struct, or the reason why it could not be read.
    pub value: Result<T, SampleError<E>>,
    /// The instance whose map was read. `None` if no map was picked.
    pub instance: Option<InstanceId>,
    /// The report's list of live maps, by address. A phase whose samples list different maps is checked by
    /// [`check_live_maps`](super::Series::check_live_maps).
    pub active_map_kvas: Vec<u64>,
}

impl<T, E> Sample<T, E> {
    /// A sample without a time, a phase and an instance.
    #[must_use]
    pub fn new(tag: impl Into<String>, value: Result<T, SampleError<E>>) -> Self {
        Self { tag: tag.into(), at: None, phase: None, value, instance: None, active_map_kvas: Vec::new() }
    }

    /// Sets the time.
    #[must_use]
    pub fn at(self, at: impl Into<Option<Duration>>) -> Self {
        Self { at: at.into(), ..self }
    }

    /// Sets the phase.
    #[must_use]
    pub fn in_phase(self, phase: impl Into<Option<Phase>>) -> Self {
        Self { phase: phase.into(), ..self }
    }

    /// Sets the instance whose map was read. Without it, a replacement of the scheduler is not noticed.
    #[must_use]
    pub fn of_instance(self, instance: impl Into<Option<InstanceId>>) -> Self {
        Self { instance: instance.into(), ..self }
    }

    /// Sets the report's list of live maps.
    #[must_use]
    pub fn with_live_maps(self, active_map_kvas: &[u64]) -> Self {
        Self { active_map_kvas: active_map_kvas.to_vec(), ..self }
    }

    /// Where the sample comes from, or why it was skipped, in a line.
    pub(super) fn evidence(&self) -> String
    where
        E: fmt::Display,
    {
        let tag = &self.tag;
        if let Err(error) = &self.value {
            // The reason that a report gives can have the lines of a log.
            let error = error.to_string();
            return format!("skipped: sample {tag}: {}", error.lines().next().unwrap_or_default());
        }
        let at = self.at.map(|at| format!(" at {at:?}")).unwrap_or_default();
        let map = self.instance.as_ref().map_or_else(|| "map not known".to_owned(), ToString::to_string);
        format!("sample {tag}{at}: {map}")
    }

    /// The sample with another error of the read.
    pub(crate) fn map_error<F>(self, of: impl FnOnce(E) -> F) -> Sample<T, F> {
        let Self { tag, at, phase, value, instance, active_map_kvas } = self;
        let value = value.map_err(|error| match error {
            SampleError::Read(error) => SampleError::Read(of(error)),
            SampleError::Placeholder { reason } => SampleError::Placeholder { reason },
            SampleError::LiveMapsChanged { phase, pinned_kvas, sample_kvas, requested } => {
                SampleError::LiveMapsChanged { phase, pinned_kvas, sample_kvas, requested }
            }
        });
        Sample { tag, at, phase, value, instance, active_map_kvas }
    }

    /// Whether the report holds nothing, because the guest failed before the sample could be taken. Differences skip such
    /// samples.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        matches!(self.value, Err(SampleError::Placeholder { .. }))
    }
}

/// The reason why a sample has no value.
///
/// ```
/// use ktsnap_core::series::SampleError;
///
/// fn may_be_another_instance(error: &SampleError) -> bool {
///     matches!(error, SampleError::LiveMapsChanged { .. })
/// }
/// # let _ = may_be_another_instance;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SampleError<E = SchemaError> {
    /// The report is a placeholder: the guest failed before the sample could be taken.
    #[error("the report is a placeholder without contents: {reason}")]
    Placeholder {
        /// The reason that the report gives.
        reason: String,
    },
    /// The report lists other live maps than the first readable sample of its phase, or none although other samples of the phase
    /// have a list. The harness refuses such a sample in its own columns of live variables.
    #[error(
        "{}, so {requested} may be of another instance of the scheduler; replace the scheduler between two phases, or compare \
         samples from before or from after the replacement",
        live_maps(*phase, pinned_kvas, sample_kvas)
    )]
    LiveMapsChanged {
        /// The phase.
        phase: Phase,
        /// The list of the first readable sample of the phase that has a list. It is empty if no sample before this sample has one.
        pinned_kvas: Vec<u64>,
        /// The list of this sample.
        sample_kvas: Vec<u64>,
        /// The variables of the struct: `[nr_mig_same, nr_mig_cross]`.
        requested: String,
    },
    /// The struct could not be read.
    #[error(transparent)]
    Read(E),
}

fn live_maps(phase: Phase, pinned: &[u64], listed: &[u64]) -> String {
    let [first, here] = [pinned, listed].map(addresses);
    match (pinned, listed) {
        ([], _) => format!("the report lists no live maps, although another sample of {phase} lists some"),
        (_, []) => {
            format!("the report lists no live maps, although the first readable sample of {phase} lists {first}")
        }
        _ => format!("the report lists the live maps {here}, and the first readable sample of {phase} lists {first}"),
    }
}
