//! `ktsnap layout`: the globals and maps of an object, as tables or as JSON.

mod print;
mod selection;

use std::io::Write;
use std::process::ExitCode;

use crate::args::Layout;
use crate::failure::Failure;
use crate::object;
use crate::screen::Screen;

pub(crate) fn run(args: &Layout, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = object::open(&args.object)?;
    let layout = opened.layout();
    let chosen = selection::choose(args, &opened)?;
    if screen.json {
        Screen::json(out, &print::document(layout, &chosen))?;
    } else {
        print::write(layout, &chosen, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}
