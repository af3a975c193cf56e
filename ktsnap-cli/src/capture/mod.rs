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
use files::{Name, Place};
use progress::Told;
use series::{Series, Shot, miss, take};

pub(crate) fn run(args: &Capture, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut told = Told::new(io::stderr(), io::stderr().is_terminal());
    let machine = Machine::open()?;
    match args.every {
        None => {
            let name = args.output.as_deref().map(Name::One);
            let mut place = Place::new(out, name, args.force, args.mode);
            place.check()?;
            let shot = take(args, &machine, None)?;
            place.write(0, &shot.json)?;
            told.note(&one(&shot, args));
        }
        Some(every) => {
            let name = args.output.as_deref().map(|path| Name::numbered(path, args.count)).transpose()?;
            let room = name.as_ref().map(Name::room);
            let mut place = Place::new(out, name, args.force, args.mode);
            place.check()?;
            let id = series_id()?;
            let mut clock = Stop::listen(Again::Ends)?;
            let mut series = Series::new(Pace::new(every, args.count.or(room)), &mut told);
            series.run(&mut clock, &mut place, &mut |turn| {
                let turn = SeriesTurn::new(id.as_str(), turn);
                take(args, &machine, Some(turn)).map_err(|error| miss(&error, args))
            })?;
            let is_full = args.count.is_none() && room.is_some_and(|room| series.turns() >= room);
            let end = series.end(&place)?;
            told.note(&end);
            if let (true, Some(room)) = (is_full, room) {
                told.note(&format!("the series ended, since its file names are numbered up to {}: for a longer series, give its --count", room - 1));
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
fn one(shot: &Shot, args: &Capture) -> String {
    let to = args.output.as_ref().map_or_else(String::new, |path| format!(" to {}", path.display()));
    let of = match (&shot.of, args.all) {
        (Some(of), false) => format!(" of {of}"),
        (Some(of), true) => format!("; {of} runs"),
        (None, _) => "; no scheduler is attached".to_owned(),
    };
    format!("wrote {} in {} bytes{to}{of}", shot.maps(), shot.json.len())
}
