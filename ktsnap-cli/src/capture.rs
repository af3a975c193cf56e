//! `ktsnap capture`: reports of what a running scheduler has in its maps.

mod place;
mod series;
mod shot;
mod told;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use ktsnap_live::Machine;

use crate::args::Capture;
use crate::failure::Failure;
use crate::pace::Pace;
use crate::screen::Screen;
use crate::signals::{Again, Stop};
use place::{Name, Place};
use series::Series;
use shot::{Shot, take};
use told::Told;

pub(crate) fn run(args: &Capture, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut told = Told::new(io::stderr(), io::stderr().is_terminal());
    let machine = Machine::open()?;
    match args.every {
        None => {
            let name = args.output.as_deref().map(Name::One);
            let mut place = Place { out, name, force: args.force, mode: args.mode };
            place.check()?;
            let shot = take(args, &machine)?;
            place.write(0, &shot.json)?;
            told.note(&one(&shot, args));
        }
        Some(every) => {
            let name = args.output.as_deref().map(|path| Name::numbered(path, args.count)).transpose()?;
            let mut place = Place { out, name, force: args.force, mode: args.mode };
            place.check()?;
            let mut clock = Stop::listen(Again::Ends)?;
            let mut series = Series::new(Pace::new(every, args.count), &mut told);
            series
                .run(&mut clock, &mut place, &mut || take(args, &machine).map_err(|error| shot::miss(&error, args)))?;
            let end = series.end(&place)?;
            told.note(&end);
        }
    }
    Ok(ExitCode::SUCCESS)
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
