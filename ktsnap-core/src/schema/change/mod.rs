//! What was counted between two reads.

mod instance;
mod rate;
mod series;

pub use instance::Instance;
pub use rate::Rate;
pub use series::{Captured, Change, Sample, Series, SeriesError, Skipped};

use thiserror::Error;

use super::read::joined;

/// A counter that is lower in the later read.
///
/// ```
/// use ktsnap_core::schema::CounterReset;
///
/// fn restarted(reset: &CounterReset) -> bool {
///     reset.later < reset.earlier / 10
/// }
/// # let _ = restarted;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{field}` went back from {earlier} to {later}: a counter only grows, and a scheduler that was restarted counts from \
     zero again; compare reads of one instance (`pick` tells which was read), in the order they were taken, or mark a \
     value that goes up and down with `#[snapshot(gauge)]`"
)]
#[non_exhaustive]
pub struct CounterReset {
    /// The field, or the part of it.
    pub field: String,
    /// Its value in the earlier read.
    pub earlier: u64,
    /// Its value in the later one.
    pub later: u64,
}

/// A counter that went back, and in which part of a field.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WentBack {
    part: String,
    earlier: u64,
    later: u64,
}

impl WentBack {
    pub(super) fn new(earlier: u64, later: u64) -> Self {
        Self { part: String::new(), earlier, later }
    }

    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.part = joined(&format!("[{index}]"), &self.part);
        self
    }

    /// The same, seen from the struct that holds the part.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        self.part = joined(field, &self.part);
        self
    }
}

impl From<WentBack> for CounterReset {
    fn from(WentBack { part, earlier, later }: WentBack) -> Self {
        Self { field: part, earlier, later }
    }
}
