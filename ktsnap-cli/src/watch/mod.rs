//! `ktsnap watch`: counters of a running scheduler, read again and again.
//!
//! A [plan](crate::counters::Plan) lists the counters of the object, and [`live`](crate::live) reads them. A [`session`] has the
//! values of one running instance, and the [`entries`] of its hash maps. [`follow`] begins a session when a scheduler replaces
//! another, and makes a frame of each turn, which [`plain`] prints after the last one and [`terminal`] draws over it, both with the
//! same [`tables`]. The [`page`] of a terminal has one of several views as its [`body`].

mod body;
mod entries;
#[cfg(test)]
mod fake;
mod follow;
mod history;
mod keys;
mod of_plan;
mod of_struct;
mod page;
mod plain;
mod row;
mod session;
mod subject;
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
use crate::args::select::OfObject;
use crate::clock::{Again, Pace, Stop};
use crate::counters::{Object, Options, Plan};
use crate::declared::Declared;
use crate::declared::refused::replaced_by_struct;
use crate::failure::Failure;
use crate::live::Kernel;
use crate::named::WATCHED;
use crate::object;
use crate::screen::Screen;
use follow::{Follow, Instances};
use of_plan::OfPlan;
use of_struct::{Fields, OfStruct};

pub(crate) fn run(args: &Watch, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if let Some(declared) = declared(args)? {
        let fields = Fields::new(&declared, &args.only.only)?;
        return watch(args, OfStruct::new(Machine::open()?, &args.running, &fields), screen, out);
    }
    let missing = || Failure::usage("no object is given", "give the BPF object, or `--struct FILE.rs:NAME`");
    let named = args.object.as_ref().ok_or_else(missing)?;
    let opened = object::open(named)?;
    let object = Object { layout: opened.layout(), path: &named.path, is_layout_file: opened.is_file() };
    let plan = Plan::of(options(args), object)?;
    let kernel = Kernel::new(Machine::open()?, &args.running, &plan);
    watch(args, OfPlan::new(&plan, kernel), screen, out)
}

/// Watches instances until the last turn or the end.
fn watch<S: Instances>(args: &Watch, from: S, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut follow = Follow::new(from);
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

/// The struct that the arguments name.
fn declared(args: &Watch) -> Result<Option<Declared>, Failure> {
    let Watch { sources, cpus, ratios, .. } = args;
    if args.declared.name.is_some() {
        let replaced = [
            ("--section", !sources.section.is_empty()),
            ("--map", !sources.map.is_empty()),
            ("--key", sources.key.is_some()),
            ("--rows", !sources.rows.is_empty()),
            ("--histogram", !sources.histogram.is_empty()),
            ("--per-cpu", cpus.per_cpu),
            ("--sum", !cpus.sum.is_empty()),
            ("--let", !ratios.terms.is_empty()),
            ("--ratio", !ratios.ratio.is_empty()),
        ];
        if let Some((option, _)) = replaced.into_iter().find(|(_, is_given)| *is_given) {
            return Err(replaced_by_struct(option));
        }
    }
    let (object, struct_ops) = args.object.as_ref().map(|of| (of.path.clone(), of.struct_ops.clone())).unzip();
    Declared::of(&args.declared, &OfObject { object, struct_ops: struct_ops.flatten() })
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
