//! `ktsnap capture`: reports of what a running scheduler has in its maps.

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
use series::{CaptureSeries, CapturedReport, miss, take};

pub(crate) fn run(args: &Capture, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new(io::stderr(), io::stderr().is_terminal());
    let machine = Machine::open()?;
    match args.every {
        None => {
            let name = args.output.as_deref().map(FileNames::Single);
            let mut files = ReportFiles::new(out, name, args.force, args.mode);
            files.check()?;
            let shot = take(args, &machine, None)?;
            files.write(0, &shot.json)?;
            progress.note(&one(&shot, args));
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
                take(args, &machine, Some(turn)).map_err(|error| miss(&error, args))
            })?;
            let is_full = args.count.is_none() && room.is_some_and(|room| series.turns() >= room);
            let end = series.end(&files)?;
            progress.note(&end);
            if let (true, Some(room)) = (is_full, room) {
                progress.note(&format!("the series ended, since its file names are numbered up to {}: for a longer series, give its --count", room - 1));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An id that no other series has.
fn series_id() -> Result<String, Failure> {
    const UUID: &str = "/proc/sys/kernel/random/uuid";
    let id = fs::read_to_string(UUID).map_err(|error| Failure::of(Path::new(UUID), "can't be read", error))?;
    Ok(id.trim().to_owned())
}

/// What was captured.
fn one(shot: &CapturedReport, args: &Capture) -> String {
    let to = args.output.as_ref().map_or_else(String::new, |path| format!(" to {}", path.display()));
    let of = match (&shot.of, args.all) {
        (Some(of), false) => format!(" of {of}"),
        (Some(of), true) => format!("; {of} runs"),
        (None, _) => "; no scheduler is attached".to_owned(),
    };
    format!("wrote {} in {} bytes{to}{of}", shot.maps(), shot.json.len())
}
