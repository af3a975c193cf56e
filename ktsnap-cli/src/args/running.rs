//! Arguments of the commands that read a running scheduler.

use std::time::Duration;

/// The loaded object that a command reads: by default that of the attached scheduler.
#[derive(Debug, clap::Args)]
pub(crate) struct RunningArgs {
    /// Require the attached scheduler to be NAME: the name of its ops, or the part before the first `_`
    #[arg(long, value_name = "NAME", conflicts_with = "program")]
    pub(crate) scheduler: Option<String>,
    /// Read the object of this loaded BPF program, which need not belong to a scheduler
    #[arg(long, value_name = "NAME or ID")]
    pub(crate) program: Option<String>,
}

/// Parses the time between two readings.
pub(super) fn period(text: &str) -> Result<Duration, String> {
    let period = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if (Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60)).contains(&period) {
        return Ok(period);
    }
    Err("expected a duration from `1ms` to `1day`".to_owned())
}
