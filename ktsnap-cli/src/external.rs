//! Commands that another program has: `ktsnap-fleet`, whose package has several hundred dependencies.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::failure::Failure;

/// The program and its package.
const PROGRAM: &str = "ktsnap-fleet";

/// Runs the program with the arguments of this process, and returns its exit code.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let status = Command::new(program()).args(env::args_os().skip(1)).status();
    let status = status.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            let help = "run `cargo install --path ktsnap-fleet` in a clone of ktsnap";
            Failure::new(format!("this command is in the program `{PROGRAM}`, which is not installed"), help)
        }
        _ => Failure::new(format!("can't start `{PROGRAM}`: {error}"), "install it again"),
    })?;
    // Without a code, a signal ended the program.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The program next to this one, or else the one that the system finds.
fn program() -> PathBuf {
    let name = format!("{PROGRAM}{}", env::consts::EXE_SUFFIX);
    let beside = env::current_exe().ok().map(|own| own.with_file_name(&name));
    beside.filter(|program| program.is_file()).unwrap_or_else(|| name.into())
}
