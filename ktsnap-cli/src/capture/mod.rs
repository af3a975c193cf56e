//! `ktsnap capture`: reports of a running scheduler's maps, and messages about them on standard error.

mod files;
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
use crate::screen::text::clean;
use files::{FileNames, ReportFiles};
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

/// Writes notes and a progress line.
pub(super) struct Progress<W: Write> {
    to: W,
    is_terminal: bool,
    /// Whether a progress line is shown.
    in_progress: bool,
}

/// Moves to the beginning of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

impl<W: Write> Progress<W> {
    pub(super) fn new(to: W, is_terminal: bool) -> Self {
        Self { to, is_terminal, in_progress: false }
    }

    /// Writes a line that stays. Write errors are ignored, since nothing could report them.
    pub(super) fn note(&mut self, line: &str) {
        self.clear();
        _ = writeln!(self.to, "ktsnap: {}", clean(line));
    }

    /// Replaces the progress line.
    pub(super) fn update(&mut self, line: &str) {
        if self.is_terminal {
            self.clear();
            _ = write!(self.to, "{}", clean(line));
            _ = self.to.flush();
            self.in_progress = true;
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.in_progress) {
            _ = self.to.write_all(CLEAR.as_bytes());
        }
    }
}

impl<W: Write> Drop for Progress<W> {
    /// Clears the progress line, so that an error starts on a line of its own.
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_only_for_a_terminal_and_a_note_replaces_it() {
        for (is_terminal, expected) in
            [(true, "1 of 3\r\x1b[2K2 of 3\r\x1b[2Kktsnap: done\n3 of 3\r\x1b[2K"), (false, "ktsnap: done\n")]
        {
            let mut to = Vec::new();
            let mut progress = Progress::new(&mut to, is_terminal);
            progress.update("1 of 3");
            progress.update("2 of 3");
            progress.note("done");
            progress.update("3 of 3");
            drop(progress);
            assert_eq!(String::from_utf8(to).unwrap(), expected);
        }
    }
}
