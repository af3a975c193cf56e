//! Reports one after another, while schedulers come and go.

use std::fmt;
use std::io::Write;

use ktsnap_core::report::SeriesTurn;
use ktsnap_live::{Instance, LiveError, Machine};

use super::files::{FileNames, ReportFiles};
use super::progress::Progress;
use crate::args::Capture;
use crate::clock::{Clock, Pace};
use crate::failure::Failure;
use crate::running;
use crate::screen::text::count;

/// A series, and what became of it so far.
pub(super) struct CaptureSeries<'t, W: Write> {
    pace: Pace,
    progress: &'t mut Progress<W>,
    /// Turns, reports and their bytes.
    turns: u64,
    reports: usize,
    bytes: usize,
    /// The numbers of the first report and the last.
    written: Option<(u64, u64)>,
    /// LoadedObject report was the last, and how many maps it had.
    last: Option<(Option<LoadedObject>, String)>,
    /// Why the last turn without a report had none.
    missed: Option<String>,
}

impl<'t, W: Write> CaptureSeries<'t, W> {
    pub(super) fn new(pace: Pace, progress: &'t mut Progress<W>) -> Self {
        Self { pace, progress, turns: 0, reports: 0, bytes: 0, written: None, last: None, missed: None }
    }

    /// Until the last turn, or until progress to stop.
    pub(super) fn run(
        &mut self,
        clock: &mut dyn Clock,
        files: &mut ReportFiles<'_>,
        take: &mut dyn FnMut(u64) -> Result<CapturedReport, CaptureFailure>,
    ) -> Result<(), Failure> {
        while let Some(turn) = self.pace.next(clock) {
            let number = turn.number;
            self.turns = number.saturating_add(1);
            if let Some(late) = turn.late {
                self.progress.note(&format!("report {number} is {:.1} s late", late.as_secs_f64()));
            }
            match take(number) {
                Ok(shot) => {
                    self.swapped(number, &shot);
                    files.write(number, &shot.json)?;
                    self.wrote(number, &shot);
                }
                Err(CaptureFailure::Permanent(failure)) => return Err(failure),
                Err(CaptureFailure::Temporary(why)) => {
                    self.progress.note(&format!("report {number} is missing: {why}"));
                    self.missed = Some(why);
                }
            }
        }
        Ok(())
    }

    /// How many turns there were.
    pub(super) fn turns(&self) -> u64 {
        self.turns
    }

    /// Tells when it is another one than last time.
    fn swapped(&mut self, number: u64, shot: &CapturedReport) {
        let name =
            |of: &Option<LoadedObject>| of.as_ref().map_or_else(|| "no scheduler".to_owned(), ToString::to_string);
        if let Some((before, _)) = self.last.as_ref().filter(|(before, _)| *before != shot.of) {
            let line = format!("since report {number} it is {}, before it was {}", name(&shot.of), name(before));
            self.progress.note(&line);
        }
    }

    fn wrote(&mut self, number: u64, shot: &CapturedReport) {
        self.reports += 1;
        self.bytes = self.bytes.saturating_add(shot.json.len());
        self.written = Some((self.written.map_or(number, |(first, _)| first), number));
        self.progress.update(&format!("report {number}: {}, {} bytes", shot.maps(), shot.json.len()));
        self.last = Some((shot.of.clone(), shot.maps()));
    }

    /// What was written, in a line; an error if nothing was.
    pub(super) fn end(self, files: &ReportFiles<'_>) -> Result<String, Failure> {
        let (Some((first, last)), Some((of, maps))) = (self.written, self.last) else {
            let why = self.missed.unwrap_or_else(|| "it was stopped before the first".to_owned());
            return Err(Failure::new("no report was captured", why));
        };
        let files = match &files.name {
            Some(FileNames::Numbered(..)) if first == last => format!(" to {}", file(files, first)),
            Some(_) => format!(" to {} ... {}", file(files, first), file(files, last)),
            None => String::new(),
        };
        let missing = match self.turns.saturating_sub(self.reports.try_into().unwrap_or(u64::MAX)) {
            0 => String::new(),
            missing => format!(", {missing} missing"),
        };
        let of = of.map_or_else(|| "; no scheduler is attached".to_owned(), |of| format!(" of {of}"));
        let reports = count(self.reports, "report", "reports");
        Ok(format!("wrote {reports}{missing}, {} bytes{files}; the last has {maps}{of}", self.bytes))
    }
}

fn file(files: &ReportFiles<'_>, number: u64) -> String {
    files.name.as_ref().map_or_else(String::new, |name| name.of(number).display().to_string())
}

/// A report as text.
pub(super) struct CapturedReport {
    /// The report, in one line.
    pub(super) json: String,
    pub(super) maps: usize,
    /// LoadedObject maps they are. None when all of the machine were asked for and no scheduler is attached.
    pub(super) of: Option<LoadedObject>,
}

/// A loaded object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LoadedObject {
    pub(super) name: String,
    /// The id of its BTF, by which two instances of one scheduler are progress apart.
    pub(super) id: u32,
}

/// Why there is none.
pub(super) enum CaptureFailure {
    /// There may be one later.
    Temporary(String),
    /// There will be none.
    Permanent(Failure),
}

impl CapturedReport {
    pub(super) fn maps(&self) -> String {
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

/// Captures what is attached, or named, at this moment, as a turn of a series or alone.
pub(super) fn take(args: &Capture, machine: &Machine, turn: Option<SeriesTurn>) -> Result<CapturedReport, LiveError> {
    let (mut report, of) = if args.all {
        // Without a scheduler there are other maps.
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
    Ok(CapturedReport { json, maps: report.maps.len(), of })
}

/// Whether a series goes on without that one.
pub(super) fn miss(error: &LiveError, args: &Capture) -> CaptureFailure {
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

    fn shot(of: Option<(&str, u32)>) -> Result<CapturedReport, CaptureFailure> {
        let of = of.map(|(name, id)| LoadedObject { name: name.to_owned(), id });
        Ok(CapturedReport { json: "{}\n".to_owned(), maps: 2, of })
    }

    fn none() -> Result<CapturedReport, CaptureFailure> {
        Err(CaptureFailure::Temporary("no scheduler is attached".to_owned()))
    }

    /// What goes to standard output and standard error, and how it ends.
    fn run(shots: Vec<Result<CapturedReport, CaptureFailure>>) -> (String, String, Result<String, Failure>) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut progress = Progress::new(&mut err, false);
        let count = u64::try_from(shots.len()).unwrap();
        let mut shots = shots.into_iter();
        let mut series = CaptureSeries::new(Pace::new(Duration::from_secs(1), Some(count)), &mut progress);
        let mut files = ReportFiles::new(&mut out, None, false, None);
        let ran = series.run(&mut Still::new(99), &mut files, &mut |_| shots.next().unwrap());
        let end = ran.and_then(|()| series.end(&files));
        drop(progress);
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), end)
    }

    #[test]
    fn a_turn_without_a_scheduler_is_told_and_the_series_goes_on() {
        let (out, err, end) = run(vec![shot(Some(("a", 7))), none(), shot(Some(("a", 7)))]);
        assert_eq!(out, "{}\n{}\n");
        assert_eq!(err, "ktsnap: report 1 is missing: no scheduler is attached\n");
        assert_eq!(end.unwrap(), "wrote 2 reports, 1 missing, 6 bytes; the last has 2 maps of `a` (BTF id 7)");
    }

    #[test]
    fn another_instance_is_told() {
        let shots = vec![shot(Some(("a", 7))), shot(Some(("a", 9))), none(), shot(Some(("b", 12))), shot(None)];
        let (_, err, end) = run(shots);
        assert_eq!(
            err.lines().collect::<Vec<_>>(),
            [
                "ktsnap: since report 1 it is `a` (BTF id 9), before it was `a` (BTF id 7)",
                "ktsnap: report 2 is missing: no scheduler is attached",
                "ktsnap: since report 3 it is `b` (BTF id 12), before it was `a` (BTF id 9)",
                "ktsnap: since report 4 it is no scheduler, before it was `b` (BTF id 12)",
            ]
        );
        assert!(end.unwrap().ends_with("the last has 2 maps; no scheduler is attached"));
    }

    #[test]
    fn a_series_of_nothing_is_a_failure_with_the_last_reason() {
        let (out, _, end) = run(vec![none(), none()]);
        assert_eq!(out, "");
        let Err(Failure::Message(progress)) = end else { panic!("{end:?}") };
        assert_eq!(progress, "no report was captured: no scheduler is attached");
    }

    #[test]
    fn what_can_never_be_ends_it() {
        let never = || Err(CaptureFailure::Permanent(Failure::Message("without the capability".to_owned())));
        let (out, _, end) = run(vec![shot(Some(("a", 7))), never(), shot(Some(("a", 7)))]);
        assert_eq!(out, "{}\n");
        assert!(matches!(end, Err(Failure::Message(progress)) if progress == "without the capability"));
    }
}
