//! `ktsnap watch`: counters of a running scheduler, read again and again.
//!
//! A [`plan`] lists the [`counters`] of the object: integers in its variables, and operands of each [`ratio`]. [`locate`]
//! finds these in the running scheduler's section, and a [`session`] has the values of one running instance. [`follow`] begins
//! a session when a scheduler replaces another, and makes a frame of each turn, which [`plain`] prints after the last one
//! and [`terminal`] draws over it. Only [`Kernel`] and its [`Reader`] read from the kernel.

mod counters;
mod follow;
mod locate;
mod plain;
mod plan;
mod ratio;
mod session;
mod terminal;

use std::env;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;
use std::process::ExitCode;

use ktsnap_btf::Section;
use ktsnap_live::{Global, Instance, LiveError, Machine};

use crate::args::{RunningArgs, Watch};
use crate::clock::{Again, Pace, Stop};
use crate::failure::Failure;
use crate::object::{self, running};
use crate::screen::Screen;
use follow::{Bound, Follow, Gone, Source};
use plan::Plan;

pub(crate) fn run(args: &Watch, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = object::open(&args.object)?;
    let plan = Plan::of(args, opened.layout())?;
    let kernel = Kernel { machine: Machine::open()?, named: &args.running, section: &args.section, found: false };
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

/// Whether there is a terminal to draw on, with a keyboard.
fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stdin().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// This machine.
struct Kernel<'a> {
    machine: Machine,
    named: &'a RunningArgs,
    section: &'a str,
    /// Whether there was an instance.
    found: bool,
}

/// A running object, and the section of it that is read.
struct Reader<'a> {
    instance: Instance,
    global: Global,
    named: &'a RunningArgs,
}

impl<'a> Source for Kernel<'a> {
    type Bound = Reader<'a>;

    fn bind(&mut self) -> Result<Reader<'a>, Gone> {
        let gone = |error| gone(&error, self.named);
        let instance = match running::find(self.named, &self.machine) {
            // The old one and the new one, for a moment.
            Err(error @ LiveError::SeveralPrograms { .. }) if self.found => return Err(wait(&error, self.named)),
            found => found.map_err(gone)?,
        };
        let global = instance.global(self.section).map_err(gone)?;
        self.found = true;
        Ok(Reader { instance, global, named: self.named })
    }
}

impl Bound for Reader<'_> {
    fn name(&self) -> String {
        self.instance.name().to_owned()
    }

    fn id(&self) -> u32 {
        self.instance.id()
    }

    fn section(&self) -> &Section {
        self.global.section()
    }

    fn read(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, Gone> {
        let gone = |error| gone(&error, self.named);
        let bytes = self.global.read(ranges).map_err(gone)?;
        // Check after the read: the values of a scheduler that has stopped meanwhile are complete but no longer current.
        self.instance.still_runs().map_err(gone)?;
        Ok(bytes)
    }
}

fn gone(error: &LiveError, named: &RunningArgs) -> Gone {
    match running::is_final(error, named) {
        true => Gone::Ever(Failure::Message(error.to_string())),
        false => wait(error, named),
    }
}

fn wait(error: &LiveError, named: &RunningArgs) -> Gone {
    let what = if named.program.is_some() { "the program" } else { "a scheduler" };
    Gone::Now(match error {
        LiveError::NotAttached { .. } => format!("{what} (none attached)"),
        error => format!("{what} ({error})"),
    })
}
