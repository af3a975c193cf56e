//! The order of the reports and their times: from the reports if they contain the time of the capture, else from the arguments.

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{TimelineError, timeline};

use super::comparison::Decrease;
use crate::args::Diff;
use crate::failure::Failure;
use crate::screen::text::count;

/// Reports in an order, with labels and times.
pub(super) struct OrderedReports {
    pub(super) reports: Vec<FailureDumpReport>,
    pub(super) labels: Vec<String>,
    /// The time of each report in seconds from any start, if known.
    pub(super) seconds: Option<Vec<f64>>,
}

impl OrderedReports {
    /// Whether a report contains the time of its capture.
    pub(super) fn is_stamped(&self) -> bool {
        self.reports.iter().any(|report| report.capture.is_some())
    }

    /// The error if both the arguments and a report give a time.
    pub(super) fn two_times(&self) -> Option<Failure> {
        let stamped = self.reports.iter().position(|report| report.capture.is_some())?;
        self.seconds.as_ref()?;
        let fact = format!("{} contains the time of its capture", self.label(stamped));
        Some(Failure::new(fact, "omit `--every` and `--times`, which are for reports without a time"))
    }

    /// Sorts the reports by the times that they contain.
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
                format!("{fact}, unlike other reports"),
                "do not mix reports of `ktsnap capture` with reports that contain no time",
            ),
            other => Failure::new(fact, other.help()),
        }
    }

    /// The error if counters decrease in reports without times.
    pub(super) fn in_doubt(&self, decrease: &Decrease) -> Failure {
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
pub(super) fn seconds(args: &Diff) -> Result<Option<Vec<f64>>, Failure> {
    let reports = args.reports.len();
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
