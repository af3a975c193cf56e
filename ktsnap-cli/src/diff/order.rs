//! The order of the reports in time, and when each was taken: from the reports if they say so, else from the arguments.

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{TimelineError, timeline};

use super::comparison::Decrease;
use crate::args::Diff;
use crate::failure::Failure;
use crate::screen::text::count;

/// Reports in an order, with their names and times.
pub(super) struct OrderedReports {
    pub(super) reports: Vec<FailureDumpReport>,
    pub(super) labels: Vec<String>,
    /// When each was taken, in seconds from any start, if that is known.
    pub(super) seconds: Option<Vec<f64>>,
}

impl OrderedReports {
    /// Whether a report says when it was captured.
    pub(super) fn is_stamped(&self) -> bool {
        self.reports.iter().any(|report| report.capture.is_some())
    }

    /// The error if the arguments give times and a report has its own.
    pub(super) fn two_times(&self) -> Option<Failure> {
        let stamped = self.reports.iter().position(|report| report.capture.is_some())?;
        self.seconds.as_ref()?;
        let fact = format!("{} says itself when it was captured", self.label(stamped));
        Some(Failure::new(fact, "leave out --every and --times, which are for reports without a time"))
    }

    /// The reports in the order of their own times.
    pub(super) fn sorted(self) -> Result<Self, Failure> {
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
                format!("{fact}, and others do"),
                "compare reports of `ktsnap capture` with each other, and reports without a time with each other",
            ),
            other => Failure::new(fact, other.help()),
        }
    }

    /// The error if counters go down in reports without times.
    pub(super) fn in_doubt(&self, falling: &Decrease) -> Failure {
        let Decrease { from, to, rose, fell } = *falling;
        let fell = count(fell, "counter falls", "counters fall");
        let rose = match rose {
            0 => "none rises".to_owned(),
            1 => "1 rises".to_owned(),
            rose => format!("{rose} rise"),
        };
        let fact = format!("from {} to {} {fell} and {rose}", self.label(from), self.label(to));
        let help =
            "are the reports in the order of time? give the earliest first; if they are in order, add --in-order";
        Failure::new(fact, help)
    }

    fn label(&self, report: usize) -> &str {
        self.labels.get(report).map_or("", String::as_str)
    }
}

/// When each report was taken, if the arguments say.
pub(super) fn seconds(args: &Diff) -> Result<Option<Vec<f64>>, Failure> {
    let reports = args.reports.len();
    if let Some(every) = args.every {
        if every.is_zero() {
            return Err(Failure::new("--every is no time at all", "give the time between two reports, as `2s`"));
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
        let fact = format!("--times has {numbers} and there are {reports} reports");
        return Err(Failure::new(fact, "give one a report"));
    }
    let ascend = times.iter().zip(times.iter().skip(1)).all(|(a, b)| a < b);
    if !ascend || !times.iter().all(|time| time.is_finite()) {
        return Err(Failure::new("--times does not ascend", "give the reports and their times in the order of time"));
    }
    Ok(Some(times.clone()))
}
