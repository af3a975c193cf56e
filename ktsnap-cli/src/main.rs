//! `ktsnap`: layouts of schedulers' objects, structs for their counters, and reports of their maps, at a terminal.
//!
//! Each command is a module of its own: it reads what its arguments name ([`object`], [`report`]) and writes to one stream, in the
//! width and colours of the [`screen`], or as JSON. What goes wrong is a [`failure`]: one line, and an exit code. The two
//! that read a running scheduler are in builds with the feature `live` alone.

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod args;
#[cfg(feature = "live")]
mod capture;
mod check;
mod completions;
mod derive;
mod diff;
mod export;
mod failure;
mod layout;
mod object;
mod output;
#[cfg(feature = "live")]
mod pace;
mod pattern;
mod report;
#[cfg(feature = "live")]
mod running;
mod screen;
mod show;
#[cfg(feature = "live")]
mod signals;
mod table;
#[cfg(not(feature = "live"))]
mod unavailable;
#[cfg(feature = "live")]
mod watch;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::screen::Screen;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let done = run(&args, &mut out).and_then(|code| {
        out.flush()?;
        Ok(code)
    });
    done.unwrap_or_else(Failure::tell)
}

fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let screen = Screen::of(&args.output);
    match &args.command {
        Command::Layout(args) => layout::run(args, &screen, out),
        Command::Derive(args) => derive::run(args, &screen, out),
        Command::Export(args) => export::run(args, &screen, out),
        Command::Check(args) => check::run(args, &screen, out),
        Command::Show(args) => show::run(args, &screen, out),
        Command::Diff(args) => diff::run(args, &screen, out),
        #[cfg(feature = "live")]
        Command::Capture(args) => capture::run(args, &screen, out),
        #[cfg(feature = "live")]
        Command::Watch(args) => watch::run(args, &screen, out),
        #[cfg(not(feature = "live"))]
        Command::Capture(_) | Command::Watch(_) => Err(unavailable::failure()),
        Command::Completions(args) => completions::run(args, out),
    }
}
