//! `ktsnap capture`: reports of a running scheduler's maps.

mod files;
mod progress;
mod series;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use ktsnap_core::report::SeriesTurn;
use ktsnap_live::Machine;

use crate::args::Capture;
use crate::clock::{Again, Pace, Stop};
use crate::failure::Failure;
use crate::screen::Screen;
use files::{FileNames, ReportFiles};
use progress::Progress;
use series::{CaptureSeries, CapturedReport, capture, failure};

pub(crate) fn run(args: &Capture, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new(io::stderr(), io::stderr().is_terminal());
    let machine = Machine::open()?;
    match args.every {
        None => {
            let name = args.output.as_deref().map(FileNames::Single);
            let mut files = ReportFiles::new(out, name, args.force, args.mode);
            files.check()?;
            let report = capture(args, &machine, None)?;
            files.write(0, &report.json)?;
            progress.note(&summary(&report, args));
        }
        Some(every) => {
            let name = args.output.as_deref().map(|path| FileNames::numbered(path, args.count)).transpose()?;
            let room = name.as_ref().map(FileNames::room);
            let mut files = ReportFiles::new(out, name, args.force, args.mode);
            files.check()?;
            let id = series_id()?;
            let mut clock = Stop::listen(Again::Ends)?;
            let mut series = CaptureSeries::new(Pace::new(every, args.count.or(room)), &mut progress);
            series.run(&mut clock, &mut files, &mut |turn| {
                let turn = SeriesTurn::new(id.as_str(), turn);
                capture(args, &machine, Some(turn)).map_err(|error| failure(&error, args))
            })?;
            let is_full = args.count.is_none() && room.is_some_and(|room| series.turns() >= room);
            let end = series.end(&files)?;
            progress.note(&end);
            if let (true, Some(room)) = (is_full, room) {
                let last = room - 1;
                progress.note(&format!("the series ended at number {last}: pass `--count` to number more reports"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An id for a new series.
fn series_id() -> Result<String, Failure> {
    const UUID: &str = "/proc/sys/kernel/random/uuid";
    let id = fs::read_to_string(UUID).map_err(|error| Failure::of(Path::new(UUID), "can't be read", error))?;
    Ok(id.trim().to_owned())
}

/// The note about a single report.
fn summary(report: &CapturedReport, args: &Capture) -> String {
    let to = args.output.as_ref().map_or_else(String::new, |path| format!(" to {}", path.display()));
    let size = report.json.len();
    let maps = report.maps();
    match (&report.object, args.all) {
        (Some(object), false) => format!("wrote {maps} of {object}{to} ({size} bytes)"),
        (Some(object), true) => format!("wrote {maps}{to} ({size} bytes); {object} is running"),
        (None, _) => format!("wrote {maps}{to} ({size} bytes); no scheduler is attached"),
    }
}
