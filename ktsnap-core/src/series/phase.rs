//! [`Phase`]: a part of a test's scenario.

use std::fmt;

/// A part of a test's scenario: the time before the first step, or a step.
///
/// The number is that of the harness, which counts steps from 1 and uses 0 for the time before the first step (the
/// `step_index` of a snapshot). `Display` shows the harness's labels.
///
/// ```
/// use ktsnap_core::series::Phase;
///
/// assert_eq!(Phase::step(0), Phase::from(1));
/// assert_eq!(Phase::step(0).to_string(), "Step[0]");
/// assert_eq!(Phase::BASELINE.to_string(), "BASELINE");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phase(u16);

impl Phase {
    /// The time before the first step.
    pub const BASELINE: Self = Self(0);

    /// The step with that index, counted from 0. The last number means every step that is too large for it.
    #[must_use]
    pub const fn step(index: u16) -> Self {
        Self(index.saturating_add(1))
    }

    /// Whether this is the time before the first step.
    #[must_use]
    pub const fn is_baseline(self) -> bool {
        self.0 == 0
    }

    /// The harness's number: 0 before the first step, and then the number of the step, counted from 1.
    #[must_use]
    pub const fn as_u16(self) -> u16 {
        self.0
    }
}

/// The phase with the harness's number, as in the `step_index` of a snapshot.
impl From<u16> for Phase {
    fn from(number: u16) -> Self {
        Self(number)
    }
}

impl From<Phase> for u16 {
    fn from(phase: Phase) -> Self {
        phase.0
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.checked_sub(1) {
            Some(step) => write!(f, "Step[{step}]"),
            None => f.write_str("BASELINE"),
        }
    }
}
