//! `ktsnap completions`: what a shell needs to complete the others.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::failure::Failure;

pub(crate) fn run(args: &Completions, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // Whole before the first byte is written: the generator panics where it can't write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "ktsnap", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
