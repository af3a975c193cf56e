//! Finding the loaded object that `capture` and `watch` read.

use ktsnap_live::{Instance, LiveError, Machine};

use crate::args::RunningArgs;
use crate::failure::Failure;

/// Finds the object that the arguments name; by default that of the attached scheduler.
pub(crate) fn find(named: &RunningArgs, machine: &Machine) -> Result<Instance, LiveError> {
    match (&named.scheduler, &named.program) {
        (Some(name), _) => machine.scheduler(name),
        (None, Some(program)) => machine.program(program),
        (None, None) => machine.attached(),
    }
}

/// Whether waiting can't resolve the error.
pub(crate) fn is_final(error: &LiveError, named: &RunningArgs) -> bool {
    match error {
        LiveError::Permission { .. } | LiveError::NoSchedExt { .. } | LiveError::SeveralPrograms { .. } => true,
        // The kernel never reuses an id before a reboot.
        LiveError::NoProgram { .. } => {
            named.program.as_ref().is_some_and(|program| program.bytes().all(|byte| byte.is_ascii_digit()))
        }
        _ => false,
    }
}

impl From<LiveError> for Failure {
    fn from(error: LiveError) -> Self {
        Self::Message(error.to_string())
    }
}
