//! Finding the loaded object that the arguments name.

use ktsnap_live::{Instance, LiveError, Machine};

use crate::args::RunningArgs;
use crate::failure::Failure;

/// The object that the arguments name: by default the scheduler that is attached.
pub(crate) fn find(named: &RunningArgs, machine: &Machine) -> Result<Instance, LiveError> {
    match (&named.scheduler, &named.program) {
        (Some(name), _) => machine.scheduler(name),
        (None, Some(program)) => machine.program(program),
        (None, None) => machine.attached(),
    }
}

/// Whether nothing will become of it, however long one waits.
pub(crate) fn is_final(error: &LiveError, named: &RunningArgs) -> bool {
    match error {
        LiveError::Permission { .. } | LiveError::NoSchedExt { .. } | LiveError::SeveralPrograms { .. } => true,
        // The kernel gives no id twice.
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
