//! `ktsnap diff`: the differences of counters between reports.

mod json;
mod plot;
mod print;

use std::io::Write;
use std::process::ExitCode;

use crate::args::Diff;
use crate::better;
use crate::declared::Declared;
use crate::declared::refused::refuse_options;
use crate::failure::{Failure, note};
use crate::filter::is_wanted;
use crate::screen::Screen;
use crate::series::columns;

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if args.declared.name.is_some() {
        refuse_options(&args.series, &[])?;
    }
    let declared = Declared::of(&args.declared, &args.series.naming.of)?;
    declared.iter().flat_map(|declared| &declared.notes).for_each(note);
    if !args.groups.before.is_empty() {
        return better::run(args, declared.as_ref(), screen, out);
    }
    let patterns = [args.series.only.as_slice(), &args.plot].concat();
    let columns = columns(&args.series, declared.as_ref(), &patterns, &|map, counter| is_followed(args, map, counter))?;
    if !args.plot.is_empty() {
        plot::draw(&columns, args, screen, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.pictures.svg.is_some() {
        return Err(Failure::usage("`--svg` needs a picture", "add `--plot PATTERN`"));
    }
    let report = print::Report { columns: &columns, args };
    if screen.json {
        screen.write_json(out, &report)?;
    } else {
        report.write(screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// With pictures, only their counters are followed.
fn is_followed(args: &Diff, map: &str, counter: &str) -> bool {
    let patterns = if args.plot.is_empty() { &args.series.only } else { &args.plot };
    is_wanted(patterns, map, counter) && (args.plot.is_empty() || is_wanted(&args.series.only, map, counter))
}
