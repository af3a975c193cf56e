//! `ktsnap watch`: counters of a running scheduler, read again and again.
//!
//! A [plan](crate::counters::Plan) lists the counters of the object. [`locate`] finds these in what is [`running`], and a
//! [`session`] has the values of one running instance, and the [`entries`] of its hash maps. [`follow`] begins a session when a scheduler replaces another, and makes
//! a frame of each turn, which [`plain`] prints after the last one and [`terminal`] draws over it, both with the same [`tables`].
//! The [`page`] of a terminal has one of several views as its [`body`]. Only [`kernel`] reads from the kernel.

mod body;
mod entries;
#[cfg(test)]
mod fake;
mod finder;
mod follow;
mod history;
mod kernel;
mod keys;
mod locate;
mod page;
mod plain;
mod reading;
mod row;
mod running;
mod session;
mod tables;
mod terminal;
mod trend;
mod view;
#[cfg(test)]
mod widths;

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use ktsnap_live::Machine;

use crate::args::Watch;
use crate::clock::{Again, Pace, Stop};
use crate::counters::{Object, Options, Plan};
use crate::failure::Failure;
use crate::named::WATCHED;
use crate::object;
use crate::screen::Screen;
use follow::Follow;
use kernel::Kernel;

pub(crate) fn run(args: &Watch, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = object::open(&args.object)?;
    let object = Object { layout: opened.layout(), path: &args.object.path, is_layout_file: opened.is_file() };
    let plan = Plan::of(options(args), object)?;
    let kernel = Kernel::new(Machine::open()?, &args.running, &plan);
    let mut follow = Follow::new(&plan, kernel);
    let mut pace = Pace::new(args.every, args.count);
    let lines = args.plain || screen.json || !is_terminal();
    let mut stop = Stop::listen(if lines { Again::Ends } else { Again::Waits })?;
    if lines {
        plain::run(&mut follow, &mut pace, &mut stop, screen, out)?;
    } else {
        terminal::run(args, &mut follow, &mut pace, &stop, screen.color)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The options of the plan.
fn options(args: &Watch) -> Options {
    Options {
        sources: args.sources.clone(),
        only: args.only.clone(),
        cpus: args.cpus.clone(),
        ratios: args.ratios.clone(),
        readable: WATCHED,
    }
}

/// Whether there is a terminal to draw on, with a keyboard.
fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stdin().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}
