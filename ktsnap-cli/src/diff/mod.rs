//! `ktsnap diff`: the differences of counters between reports.

mod print;

use std::io::Write;
use std::process::ExitCode;

use crate::args::Diff;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::screen::Screen;
use crate::series::columns;

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let columns = columns(&args.series, &|map, counter| is_wanted(&args.series.only, map, counter))?;
    let report = print::Report { columns: &columns, args };
    if screen.json {
        screen.write_json(out, &report)?;
    } else {
        report.write(screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}
