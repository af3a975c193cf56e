//! `ktsnap capture`: a report of a running scheduler's maps, or a series of them while schedulers may be replaced, with messages
//! on standard error.

mod files;
mod metrics;

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ktsnap_core::report::SeriesTurn;
use ktsnap_live::{Instance, LiveError, Machine};

use crate::args::Capture;
use crate::clock::{Again, Clock, Pace, Stop};
use crate::failure::Failure;
use crate::object::running;
use crate::screen::Screen;
use crate::screen::progress::StatusLine;
use crate::screen::text::{clean, count};
use files::{FileNames, ReportFiles};

pub(crate) fn run(args: &Capture, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if args.openmetrics {
        return metrics::run(args, out);
    }
    if let Some(option) = args.chosen.given().next() {
        let fact = format!("`{option}` chooses metrics, and a report has all maps");
        return Err(Failure::usage(fact, format!("add `--openmetrics`, or omit `{option}`")));
    }
    let mut progress = StatusLine::on_stderr();
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

/// A series of reports and its state.
struct CaptureSeries<'t, W: Write> {
    pace: Pace,
    progress: &'t mut StatusLine<W>,
    turns: u64,
    reports: usize,
    /// The size of all reports.
    bytes: usize,
    /// The numbers of the first and the last report.
    written: Option<(u64, u64)>,
    /// The object of the last report, and its number of maps.
    last: Option<(Option<LoadedObject>, String)>,
    /// The reason for the last skipped report.
    skipped: Option<String>,
}

impl<'t, W: Write> CaptureSeries<'t, W> {
    fn new(pace: Pace, progress: &'t mut StatusLine<W>) -> Self {
        Self { pace, progress, turns: 0, reports: 0, bytes: 0, written: None, last: None, skipped: None }
    }

    /// Captures reports until the last turn, or until the clock says to stop.
    fn run(
        &mut self,
        clock: &mut dyn Clock,
        files: &mut ReportFiles<'_>,
        capture: &mut dyn FnMut(u64) -> Result<CapturedReport, CaptureFailure>,
    ) -> Result<(), Failure> {
        while let Some(turn) = self.pace.next(clock) {
            let number = turn.number;
            self.turns = number.saturating_add(1);
            if let Some(late) = turn.late {
                self.progress.note(&format!("report {number} is {:.1} s late", late.as_secs_f64()));
            }
            match capture(number) {
                Ok(report) => {
                    self.note_replacement(number, &report);
                    files.write(number, &report.json)?;
                    self.note_written(number, &report);
                }
                Err(CaptureFailure::Permanent(failure)) => return Err(failure),
                Err(CaptureFailure::Temporary(why)) => {
                    self.progress.note(&format!("skipped report {number}: {why}"));
                    self.skipped = Some(why);
                }
            }
        }
        Ok(())
    }

    /// The number of turns so far.
    fn turns(&self) -> u64 {
        self.turns
    }

    /// Notes that a report is of another object than the last one.
    fn note_replacement(&mut self, number: u64, report: &CapturedReport) {
        let name = |object: &Option<LoadedObject>| {
            object.as_ref().map_or_else(|| "no scheduler".to_owned(), ToString::to_string)
        };
        if let Some((before, _)) = self.last.as_ref().filter(|(before, _)| *before != report.object) {
            let (before, after) = (name(before), name(&report.object));
            self.progress.note(&format!("the scheduler changed before report {number}: from {before} to {after}"));
        }
    }

    fn note_written(&mut self, number: u64, report: &CapturedReport) {
        self.reports += 1;
        self.bytes = self.bytes.saturating_add(report.json.len());
        self.written = Some((self.written.map_or(number, |(first, _)| first), number));
        self.progress.update(&clean(&format!("report {number}: {}, {} bytes", report.maps(), report.json.len())));
        self.last = Some((report.object.clone(), report.maps()));
    }

    /// A summary of the series; an error if it has no report.
    fn end(self, files: &ReportFiles<'_>) -> Result<String, Failure> {
        let (Some((first, last)), Some((object, maps))) = (self.written, self.last) else {
            let why = self.skipped.unwrap_or_else(|| "the series was stopped before its first report".to_owned());
            return Err(Failure::new("no report was captured", why));
        };
        let files = match &files.name {
            Some(FileNames::Numbered(..)) if first == last => format!(" to {}", file(files, first)),
            Some(_) => format!(" to {} ... {}", file(files, first), file(files, last)),
            None => String::new(),
        };
        let skipped = match self.turns.saturating_sub(self.reports.try_into().unwrap_or(u64::MAX)) {
            0 => String::new(),
            skipped => format!(", skipped {skipped}"),
        };
        let of = object.map_or_else(|| "; no scheduler is attached".to_owned(), |object| format!(" of {object}"));
        let reports = count(self.reports, "report", "reports");
        Ok(format!("wrote {reports}{files} ({} bytes){skipped}; the last report has {maps}{of}", self.bytes))
    }
}

fn file(files: &ReportFiles<'_>, number: u64) -> String {
    files.name.as_ref().map_or_else(String::new, |name| name.of(number).display().to_string())
}

/// A report of one moment.
struct CapturedReport {
    /// The report as one line of JSON.
    json: String,
    maps: usize,
    /// The object whose maps the report holds; with `--all`, that of the attached scheduler, if any.
    object: Option<LoadedObject>,
}

/// An object that the kernel has loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LoadedObject {
    name: String,
    /// The id of its BTF, which differs between two instances of one scheduler.
    id: u32,
}

/// Why a turn has no report.
enum CaptureFailure {
    /// A later turn may have a report.
    Temporary(String),
    /// No later turn can have a report.
    Permanent(Failure),
}

impl CapturedReport {
    fn maps(&self) -> String {
        count(self.maps, "map", "maps")
    }
}

impl LoadedObject {
    fn of(instance: &Instance) -> Self {
        Self { name: instance.name().to_owned(), id: instance.id() }
    }
}

impl fmt::Display for LoadedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` (BTF id {})", self.name, self.id)
    }
}

/// Captures the object that the arguments name, as a turn of a series or on its own.
fn capture(args: &Capture, machine: &Machine, turn: Option<SeriesTurn>) -> Result<CapturedReport, LiveError> {
    let (mut report, object) = if args.all {
        let attached = machine.attached().ok();
        (machine.capture_all()?, attached.as_ref().map(LoadedObject::of))
    } else {
        let instance = running::find(&args.running, machine)?;
        (machine.capture(&instance)?, Some(LoadedObject::of(&instance)))
    };
    if let Some(stamp) = &mut report.capture {
        stamp.series = turn;
    }
    let mut json = serde_json::to_string(&report)
        .map_err(|error| LiveError::Kernel { what: "writing the report".to_owned(), source: error.into() })?;
    json.push('\n');
    Ok(CapturedReport { json, maps: report.maps.len(), object })
}

/// Whether a series can continue after this error.
fn failure(error: &LiveError, args: &Capture) -> CaptureFailure {
    match running::is_final(error, &args.running) {
        true => CaptureFailure::Permanent(Failure::Message(error.to_string())),
        false => CaptureFailure::Temporary(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::tests::Still;

    fn report(object: Option<(&str, u32)>) -> Result<CapturedReport, CaptureFailure> {
        let object = object.map(|(name, id)| LoadedObject { name: name.to_owned(), id });
        Ok(CapturedReport { json: "{}\n".to_owned(), maps: 2, object })
    }

    fn none() -> Result<CapturedReport, CaptureFailure> {
        Err(CaptureFailure::Temporary("no scheduler is attached".to_owned()))
    }

    /// Standard output, standard error and the result of a series.
    fn run(reports: Vec<Result<CapturedReport, CaptureFailure>>) -> (String, String, Result<String, Failure>) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut progress = StatusLine::new(&mut err, false);
        let count = u64::try_from(reports.len()).unwrap();
        let mut reports = reports.into_iter();
        let mut series = CaptureSeries::new(Pace::new(Duration::from_secs(1), Some(count)), &mut progress);
        let mut files = ReportFiles::new(&mut out, None, false, None);
        let ran = series.run(&mut Still::new(99), &mut files, &mut |_| reports.next().unwrap());
        let end = ran.and_then(|()| series.end(&files));
        drop(progress);
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), end)
    }

    #[test]
    fn a_turn_without_a_scheduler_is_skipped_and_the_series_continues() {
        let (out, err, end) = run(vec![report(Some(("a", 7))), none(), report(Some(("a", 7)))]);
        assert_eq!(out, "{}\n{}\n");
        assert_eq!(err, "ktsnap: skipped report 1: no scheduler is attached\n");
        assert_eq!(end.unwrap(), "wrote 2 reports (6 bytes), skipped 1; the last report has 2 maps of `a` (BTF id 7)");
    }

    #[test]
    fn another_instance_is_reported() {
        let reports =
            vec![report(Some(("a", 7))), report(Some(("a", 9))), none(), report(Some(("b", 12))), report(None)];
        let (_, err, end) = run(reports);
        assert_eq!(
            err.lines().collect::<Vec<_>>(),
            [
                "ktsnap: the scheduler changed before report 1: from `a` (BTF id 7) to `a` (BTF id 9)",
                "ktsnap: skipped report 2: no scheduler is attached",
                "ktsnap: the scheduler changed before report 3: from `a` (BTF id 9) to `b` (BTF id 12)",
                "ktsnap: the scheduler changed before report 4: from `b` (BTF id 12) to no scheduler",
            ]
        );
        assert!(end.unwrap().ends_with("the last report has 2 maps; no scheduler is attached"));
    }

    #[test]
    fn a_series_without_a_report_is_an_error_with_the_last_reason() {
        let (out, _, end) = run(vec![none(), none()]);
        assert_eq!(out, "");
        let Err(Failure::Message(message)) = end else { panic!("{end:?}") };
        assert_eq!(message, "no report was captured: no scheduler is attached");
    }

    #[test]
    fn a_permanent_error_ends_a_series() {
        let never = || Err(CaptureFailure::Permanent(Failure::Message("without the capability".to_owned())));
        let (out, _, end) = run(vec![report(Some(("a", 7))), never(), report(Some(("a", 7)))]);
        assert_eq!(out, "{}\n");
        assert!(matches!(end, Err(Failure::Message(message)) if message == "without the capability"));
    }
}
