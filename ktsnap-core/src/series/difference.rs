//! [`Difference`]: what was counted between two reads, with both reads.

use std::ops::Deref;

use thiserror::Error;

use super::{CounterReset, Observed};
use crate::typed::SnapshotSchema;

/// What was counted between two reads, with both reads. It dereferences to the struct of the differences.
///
/// An assertion about it shows both reads, and where they come from. [`Observed::since`], [`Halves::difference`] and
/// [`Series::difference`] return it.
///
/// ```
/// use ktsnap::series::Observed;
/// use ktsnap::SnapshotSchema;
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let earlier = Observed::<Dispatch>::from_json_path("../examples/captures/dispatch-a0.json")?;
/// let later = Observed::<Dispatch>::from_json_path("../examples/captures/dispatch-a1.json")?;
/// let moved = later.since(&earlier)?;
/// assert_eq!(moved.nr_mig_cross, moved.later.nr_mig_cross - moved.earlier.nr_mig_cross);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Halves::difference`]: super::Halves::difference
/// [`Series::difference`]: super::Series::difference
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference<'a, T> {
    /// The earlier read.
    pub earlier: &'a T,
    /// The later read.
    pub later: &'a T,
    /// For a counter the difference, for any other field the later value.
    pub change: T,
    /// Where the reads come from, a line for each fact.
    pub(crate) evidence: Vec<String>,
}

/// The reason why two reads have no difference.
///
/// ```
/// use ktsnap_core::series::DifferenceError;
///
/// fn is_restart(error: &DifferenceError) -> bool {
///     matches!(error, DifferenceError::InstanceChanged { .. })
/// }
/// # let _ = is_restart;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DifferenceError {
    /// The scheduler was replaced between the two reads.
    #[error(
        "between the two reads the scheduler was replaced: {earlier} was read first, {later} then, and counters of two \
         instances have no difference; compare two reads from before or from after the replacement"
    )]
    InstanceChanged {
        /// The map that was read first.
        earlier: String,
        /// The map that was read then.
        later: String,
    },
    /// A counter decreased, and the reports do not show that the scheduler was replaced.
    #[error(transparent)]
    Reset(#[from] CounterReset),
}

impl<'a, T: SnapshotSchema> Difference<'a, T> {
    pub(super) fn between(later: &'a Observed<T>, earlier: &'a Observed<T>) -> Result<Self, DifferenceError> {
        if later.instance.is_other_than(&earlier.instance) {
            let [earlier, later] = [earlier, later].map(|read| read.instance.to_string());
            return Err(DifferenceError::InstanceChanged { earlier, later });
        }
        let change = later.value.since(&earlier.value)?;
        let mut evidence = earlier.lines("earlier:");
        evidence.extend(later.lines("later:  "));
        Ok(Self { earlier: &earlier.value, later: &later.value, change, evidence })
    }
}

impl<T> Deref for Difference<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.change
    }
}
