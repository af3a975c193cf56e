//! The command `ktsnap`: layouts of schedulers' objects, structs for their counters, and reports of their maps.
//!
//! Each command is a module. No command uses another: what two commands share has a module of its own. A command reads its
//! arguments' files ([`object`], [`report`]) and writes to standard output in the width and colors of the [`screen`], or as
//! JSON, or to files ([`output`]). An error is a [`failure`]: one line, and an exit code. `capture`, `watch` and `serve` read a
//! running scheduler and need the feature `live`.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod args;
mod better;
#[cfg(feature = "live")]
mod capture;
mod check;
#[cfg(feature = "live")]
mod clock;
mod complete;
#[cfg_attr(not(feature = "live"), allow(dead_code, unused_imports, reason = "only `watch` uses some parts of a plan"))]
mod counters;
mod declared;
mod derive;
mod diff;
mod export;
mod external;
mod failure;
mod filter;
#[doc(hidden)]
pub mod fleet;
mod generate;
mod layout;
#[cfg(feature = "live")]
mod live;
#[cfg(feature = "live")]
mod metrics;
mod named;
mod object;
mod output;
mod package;
mod page;
mod pictures;
mod ratio;
mod reader;
mod report;
mod runs;
mod schemas;
mod screen;
mod series;
#[cfg(feature = "live")]
mod serve;
mod show;
mod source;
#[cfg(feature = "live")]
mod watch;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::fleet::FleetCommands;
use crate::screen::Screen;

/// Runs the command with the arguments of this process, and returns its exit code.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     ktsnap_cli::main()
/// }
/// ```
pub fn main() -> ExitCode {
    start(None)
}

/// Runs the command with the commands of ktsnap-fleet.
fn start(fleet: Option<&dyn FleetCommands>) -> ExitCode {
    if complete::answer() {
        return ExitCode::SUCCESS;
    }
    let args = Args::parse();
    if let Err(error) = args.check_stdin() {
        _ = error.report();
        return ExitCode::from(2);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let done = run(&args, fleet, &mut out).and_then(|code| {
        out.flush()?;
        Ok(code)
    });
    done.unwrap_or_else(Failure::report)
}

fn run(args: &Args, fleet: Option<&dyn FleetCommands>, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let screen = Screen::of(&args.output);
    match &args.command {
        Command::Layout(args) => layout::run(args, &screen, out),
        Command::Derive(args) => derive::run(args, &screen, out),
        Command::Export(args) => export::run(args, &screen, out),
        Command::Check(args) => check::run(args, &screen, out),
        Command::Runs(args) => runs::run(args, &screen, out),
        Command::Show(args) => show::run(args, &screen, out),
        Command::Diff(args) => diff::run(args, &screen, out),
        Command::Page(args) => page::run(args, &screen, out),
        #[cfg(feature = "live")]
        Command::Capture(args) => capture::run(args, &screen, out),
        #[cfg(feature = "live")]
        Command::Watch(args) => watch::run(args, &screen, out),
        #[cfg(feature = "live")]
        Command::Serve(args) => serve::run(args),
        #[cfg(not(feature = "live"))]
        Command::Capture(_) | Command::Watch(_) | Command::Serve(_) => Err(not_live()),
        Command::Table(args) => fleet.map_or_else(external::run, |fleet| fleet.table(args, &screen, out)),
        Command::Query(args) => fleet.map_or_else(external::run, |fleet| fleet.query(args, &screen, out)),
        Command::Cluster(args) => fleet.map_or_else(external::run, |fleet| fleet.cluster(args)),
        Command::Completions(args) => complete::script(args, out),
    }
}

/// The error of `capture`, `watch` and `serve` in a build without the feature `live`.
#[cfg(not(feature = "live"))]
fn not_live() -> Failure {
    Failure::new(
        "this ktsnap was built without the feature `live`, which is needed to read a running scheduler",
        "run `cargo install --path ktsnap-cli --features live` in a clone of ktsnap (needs a C compiler and the headers of \
         libelf and zlib; on Debian: libelf-dev, zlib1g-dev)",
    )
}
