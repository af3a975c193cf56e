//! Runs a program with limits, since changed code can run forever.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Failure;

/// The address space of a process, in KiB. A loop that fills a list reaches it before the machine's memory ends.
const MEMORY: u64 = 8 << 20;

/// How long a program may run.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// The time of the processor, which other programs of the machine don't change.
    pub(crate) processor: Duration,
    pub(crate) elapsed: Duration,
}

impl Limits {
    /// Limits for tests that take `recorded` without a mutation.
    pub(crate) fn for_tests_of(recorded: Duration) -> Self {
        Self { processor: recorded * 3 + Duration::from_secs(2), elapsed: recorded * 10 + Duration::from_secs(30) }
    }
}

/// A command that runs `program` with limits. Arguments and variables can be added.
pub(crate) fn limited(program: &std::path::Path, limits: Limits) -> Command {
    // In a session of its own, it can be ended with the programs that it starts.
    let mut shell = Command::new("setsid");
    let script = r#"ulimit -c 0 -v "$1" -t "$2"; shift 2; exec "$@""#;
    shell.args(["bash", "-c", script, "bash"]).arg(MEMORY.to_string());
    shell.arg(limits.processor.as_secs().max(1).to_string()).arg(program);
    shell.stdin(Stdio::null());
    shell
}

/// Whether the command succeeds within the limit.
pub(crate) fn succeeds(command: &mut Command, limits: Limits) -> Result<bool, Failure> {
    let mut child = command.spawn()?;
    let end = Instant::now() + limits.elapsed;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() > end {
            kill(&mut child)?;
            return Ok(false);
        }
        sleep(pause);
        pause = (pause * 5 / 4).min(Duration::from_millis(20));
    }
}

/// Ends a program and those that it started.
fn kill(child: &mut Child) -> Result<(), Failure> {
    Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status()?;
    child.wait()?;
    Ok(())
}
