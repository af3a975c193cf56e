//! Turns of a source that does what a test says.

use std::time::{Duration, Instant};

use super::follow::{Follow, Moment};
use super::of_plan::OfPlan;
use crate::counters::Plan;
use crate::live::fake::{Act, Fake};

/// Follows the counters of a plan in what a test says.
pub(crate) fn follow(plan: &Plan, acts: impl IntoIterator<Item = Act>) -> Follow<OfPlan<'_, Fake>> {
    Follow::new(OfPlan::new(plan, Fake::new(acts)))
}

/// A clock that advances by one second per call.
pub(crate) fn seconds() -> impl FnMut() -> Moment {
    let (start, mut turn) = (Instant::now(), 0_u64);
    move || {
        turn += 1;
        Moment { at: start + Duration::from_secs(turn), shown: format!("00:00:{turn:02}"), stamp: String::new() }
    }
}
