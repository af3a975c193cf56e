//! A plan and the places of its counters in one running instance.

use super::finder::Resized;
use super::locate::Places;
use super::running::Running;
use crate::counters::Plan;

/// The places of a plan's counters in one instance.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) places: Places,
    /// The plan for this instance, if an array or map has another length than in the object.
    resized: Option<Plan>,
}

impl Placed {
    /// Finds the plan's counters in the running object.
    pub(crate) fn of(plan: &Plan, running: &Running) -> Self {
        // If the plan can't be made again, a sum over the elements in the plan would leave out some of the running array.
        let (resized, length) = match plan.resized(&|root| running.length(root)) {
            Ok(resized) => (resized, Resized::Allowed),
            Err(_) => (None, Resized::Refused),
        };
        let places = Places::of(resized.as_ref().unwrap_or(plan), running, length);
        Self { places, resized }
    }

    /// The plan of this instance. `plan` is the object's.
    pub(crate) fn plan<'s>(&'s self, plan: &'s Plan) -> &'s Plan {
        self.resized.as_ref().unwrap_or(plan)
    }
}
