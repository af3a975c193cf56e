//! `ktsnap diff`: the differences of counters between reports.
//!
//! The order and the times are those in the reports if they contain the time of the capture, else those of the arguments.

mod comparison;
mod print;

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{TimelineError, timeline};

use crate::args::Diff;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::report::input::{Compared, compared};
use crate::report::{open_both, open_maps};
use crate::screen::Screen;
use crate::screen::text::{clean, count};
use crate::source::is_stdin;
use comparison::{Comparison, Decrease};

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let seconds = match given_seconds(args) {
        Ok(seconds) => seconds,
        Err(error) => return Ok(usage(error)),
    };
    if let ([_], true) = (args.reports.as_slice(), args.early) {
        let fact = "`--early` compares snapshots of several reports, and only one is given";
        return Ok(usage(Failure::new(fact, "omit `--early` to compare its two snapshots, or give another report")));
    }
    let (reports, labels, is_in_order) = match compared(&args.reports)? {
        Compared::Snapshots(path) => {
            (open_both(&path)?.into(), vec!["first stall".to_owned(), "failure".to_owned()], false)
        }
        Compared::Files(paths, is_in_order) => {
            let reports = paths.iter().map(|path| open_maps(path, args.early).map(|report| *report));
            let labels = labels(&paths.iter().map(std::path::PathBuf::as_path).collect::<Vec<_>>());
            (reports.collect::<Result<Vec<_>, _>>()?, labels, is_in_order)
        }
    };
    let given = OrderedReports { reports, labels, seconds };
    if let Some(error) = given.two_times() {
        return Ok(usage(error));
    }
    let is_stamped = given.is_stamped();
    let given = if is_stamped { given.sorted()? } else { given };
    let comparison = Comparison::of(&given.reports, &|map, counter| is_wanted(&args.only, map, counter));
    if let (false, false, Some(decrease)) = (is_stamped, args.in_order || is_in_order, comparison.decrease()) {
        return Err(given.in_doubt(&decrease));
    }
    let report =
        print::Report { comparison: &comparison, labels: &given.labels, seconds: given.seconds.as_deref(), args };
    if screen.json {
        screen.write_json(out, &report)?;
    } else {
        report.write(screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reports arguments that contradict each other or the reports, with the exit code of the argument parser.
fn usage(error: Failure) -> ExitCode {
    _ = error.report();
    ExitCode::from(2)
}

/// The label of each report: the name of its file, or its path if two files have the same name.
fn labels(paths: &[&Path]) -> Vec<String> {
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str())).collect();
    let distinct = names.iter().collect::<HashSet<_>>().len() == names.len();
    let name = |(path, name): (&&Path, _)| match distinct {
        _ if is_stdin(path) => "standard input".to_owned(),
        true => clean(&std::ffi::OsStr::to_string_lossy(name)).into_owned(),
        false => clean(&path.to_string_lossy()).into_owned(),
    };
    paths.iter().zip(names).map(name).collect()
}

/// Reports in an order, with labels and times.
struct OrderedReports {
    reports: Vec<FailureDumpReport>,
    labels: Vec<String>,
    /// The time of each report in seconds from any start, if known.
    seconds: Option<Vec<f64>>,
}

impl OrderedReports {
    /// Whether a report contains the time of its capture.
    fn is_stamped(&self) -> bool {
        self.reports.iter().any(|report| report.capture.is_some())
    }

    /// The error if both the arguments and a report give a time.
    fn two_times(&self) -> Option<Failure> {
        let stamped = self.reports.iter().position(|report| report.capture.is_some())?;
        self.seconds.as_ref()?;
        let fact = format!("{} contains the time of its capture", self.label(stamped));
        Some(Failure::new(fact, "omit `--every` and `--times`, which are for reports without a time"))
    }

    /// Sorts the reports by the times that they contain.
    fn sorted(self) -> Result<Self, Failure> {
        let order = timeline(&self.reports).map_err(|error| self.no_order(&error))?;
        let mut given: Vec<_> = self.reports.into_iter().zip(self.labels).map(Some).collect();
        let (mut reports, mut labels) = (Vec::new(), Vec::new());
        for time in &order {
            if let Some((report, label)) = given.get_mut(time.index).and_then(Option::take) {
                reports.push(report);
                labels.push(label);
            }
        }
        let seconds = order.iter().map(|time| time.at.as_secs_f64()).collect();
        Ok(Self { reports, labels, seconds: Some(seconds) })
    }

    fn no_order(&self, error: &TimelineError) -> Failure {
        let fact = error.fact(|report| self.label(report).to_owned());
        match error {
            TimelineError::NotStamped { .. } => Failure::new(
                format!("{fact}, unlike other reports"),
                "do not mix reports of `ktsnap capture` with reports that contain no time",
            ),
            other => Failure::new(fact, other.help()),
        }
    }

    /// The error if counters decrease in reports without times.
    fn in_doubt(&self, decrease: &Decrease) -> Failure {
        let Decrease { from, to, rose, fell } = *decrease;
        let fell = count(fell, "counter decreases", "counters decrease");
        let rose = match rose {
            0 => "none increases".to_owned(),
            1 => "1 increases".to_owned(),
            rose => format!("{rose} increase"),
        };
        let fact = format!("{fell} and {rose} from {} to {}", self.label(from), self.label(to));
        let help = "give the earliest report first, or add `--in-order` if the reports are in order";
        Failure::new(fact, help)
    }

    fn label(&self, report: usize) -> &str {
        self.labels.get(report).map_or("", String::as_str)
    }
}

/// The time of each report, if the arguments give it.
fn given_seconds(args: &Diff) -> Result<Option<Vec<f64>>, Failure> {
    // A single report has two snapshots.
    let reports = args.reports.len().max(2);
    if let Some(every) = args.every {
        if every.is_zero() {
            return Err(Failure::new("`--every` is zero", "give the time between two reports, for example `2s`"));
        }
        let each = every.as_secs_f64();
        return Ok(Some(std::iter::successors(Some(0.0), |at| Some(at + each)).take(reports).collect()));
    }
    let times = &args.times;
    if times.is_empty() {
        return Ok(None);
    }
    if times.len() != reports {
        let numbers = count(times.len(), "number", "numbers");
        let fact = format!("`--times` has {numbers} for {reports} reports");
        return Err(Failure::new(fact, "give one number per report"));
    }
    let ascend = times.iter().zip(times.iter().skip(1)).all(|(a, b)| a < b);
    if !ascend || !times.iter().all(|time| time.is_finite()) {
        return Err(Failure::new(
            "the numbers of `--times` do not increase",
            "give the reports and their times in the order of time",
        ));
    }
    Ok(Some(times.clone()))
}
