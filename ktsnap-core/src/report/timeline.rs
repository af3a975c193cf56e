//! The order of reports in time, according to their stamps.

use std::fmt;
use std::time::Duration;

use super::{CaptureStamp, FailureDumpReport};

/// The time at which one of several reports was captured.
///
/// ```
/// use ktsnap_core::report::CaptureTime;
///
/// fn seconds(time: &CaptureTime) -> f64 {
///     time.at.as_secs_f64()
/// }
/// # let _ = seconds;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaptureTime {
    /// The report's index among the reports that were passed.
    pub index: usize,
    /// The time since the earliest report.
    pub at: Duration,
}

/// Why reports have no common order in time. The variants hold the indices of reports among those that were passed.
///
/// ```
/// use ktsnap_core::report::TimelineError;
///
/// fn are_of_two_series(error: &TimelineError) -> bool {
///     matches!(error, TimelineError::SeveralSeries { .. })
/// }
/// # let _ = are_of_two_series;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimelineError {
    /// A report has no [`CaptureStamp`], because `ktsnap capture` did not write it.
    NotStamped {
        /// The report.
        index: usize,
    },
    /// Two reports belong to different series.
    SeveralSeries {
        /// One report.
        first: usize,
        /// Another report.
        other: usize,
        /// The ids of their series.
        ids: [String; 2],
    },
    /// The machine rebooted between two reports.
    SeveralBoots {
        /// One report.
        first: usize,
        /// Another report.
        other: usize,
    },
    /// Two reports are the same capture.
    SameCapture {
        /// One report.
        first: usize,
        /// The other.
        other: usize,
    },
    /// Two stamps contradict each other: the times are equal and other fields differ, or the later time has the earlier turn.
    OutOfTurn {
        /// The report with the earlier time.
        earlier: usize,
        /// The report with the later time.
        later: usize,
    },
}

impl TimelineError {
    /// The fact, with each report named by `name`.
    ///
    /// ```
    /// use ktsnap_core::report::TimelineError;
    ///
    /// fn of_files(error: &TimelineError, files: &[&str]) -> String {
    ///     error.fact(|index| files.get(index).copied().unwrap_or_default().to_owned())
    /// }
    /// # let _ = of_files;
    /// ```
    #[must_use]
    pub fn fact(&self, name: impl Fn(usize) -> String) -> String {
        match self {
            Self::NotStamped { index } => format!("{} does not say when it was captured", name(*index)),
            Self::SeveralSeries { first, other, ids: [id, other_id] } => {
                let [id, other_id] = [id, other_id].map(|id| cut(id));
                format!("{} and {} belong to different series, `{id}` and `{other_id}`", name(*first), name(*other))
            }
            Self::SeveralBoots { first, other } => {
                format!("the machine rebooted between {} and {}", name(*first), name(*other))
            }
            Self::SameCapture { first, other } => format!("{} and {} are the same capture", name(*first), name(*other)),
            Self::OutOfTurn { earlier, later } => format!(
                "the times and turns in {} and {} contradict each other, so one of these reports was edited",
                name(*earlier),
                name(*later)
            ),
        }
    }

    /// The remedy.
    ///
    /// ```
    /// use ktsnap_core::report::TimelineError;
    ///
    /// let error = TimelineError::SameCapture { first: 0, other: 1 };
    /// assert_eq!(error.help(), "pass each report once");
    /// ```
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotStamped { .. } => {
                "only `ktsnap capture` writes the time into a report; pass the times of other reports to `Series::read`"
            }
            Self::SeveralSeries { .. } => "compare reports of the same series",
            Self::SeveralBoots { .. } => "counters restart at zero after a reboot, so compare reports of the same boot",
            Self::SameCapture { .. } => "pass each report once",
            Self::OutOfTurn { .. } => "compare unmodified reports of `ktsnap capture`",
        }
    }
}

impl fmt::Display for TimelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.fact(|index| format!("report {index}")), self.help())
    }
}

impl std::error::Error for TimelineError {}

/// Sorts reports of `ktsnap capture` by time, earliest first. The reports can be passed in any order.
///
/// # Errors
///
/// A [`TimelineError`] if a report has no [stamp](FailureDumpReport::capture), if two reports belong to different series or
/// boots, or if two are the same capture. A single capture has no series and can be compared with any report of its boot.
///
/// ```
/// use ktsnap_core::FailureDumpReport;
/// use ktsnap_core::report::{CaptureStamp, timeline};
///
/// let report = |seconds: u64| -> Result<_, Box<dyn std::error::Error>> {
///     let mut report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
///     report.capture = Some(CaptureStamp::new("9f5a8d0e", seconds * 1_000_000_000, 0));
///     Ok(report)
/// };
/// let order = timeline(&[report(7)?, report(5)?])?;
/// assert_eq!(order.iter().map(|time| (time.index, time.at.as_secs())).collect::<Vec<_>>(), [(1, 0), (0, 2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn timeline<'r>(
    reports: impl IntoIterator<Item = &'r FailureDumpReport>,
) -> Result<Vec<CaptureTime>, TimelineError> {
    let stamp = |(index, report): (usize, &'r FailureDumpReport)| match &report.capture {
        Some(stamp) => Ok((index, stamp)),
        None => Err(TimelineError::NotStamped { index }),
    };
    let mut stamps = reports.into_iter().enumerate().map(stamp).collect::<Result<Vec<_>, _>>()?;
    one_series(&stamps)?;
    stamps.sort_by_key(|(_, stamp)| stamp.monotonic_ns);
    for ((first, stamp), (other, next)) in stamps.iter().zip(stamps.iter().skip(1)) {
        follows(stamp, next, *first, *other)?;
    }
    let start = stamps.first().map_or(0, |(_, stamp)| stamp.monotonic_ns);
    let time = |&(index, stamp): &(usize, &CaptureStamp)| CaptureTime {
        index,
        at: Duration::from_nanos(stamp.monotonic_ns.saturating_sub(start)),
    };
    Ok(stamps.iter().map(time).collect())
}

/// An id, shortened for a message. `ktsnap capture` writes 36 characters, but a file can hold any text.
fn cut(id: &str) -> String {
    id.chars().take(64).collect()
}

/// Checks that all stamps are of the same series and boot.
fn one_series(stamps: &[(usize, &CaptureStamp)]) -> Result<(), TimelineError> {
    let ids = || stamps.iter().filter_map(|(index, stamp)| Some((*index, stamp.series.as_ref()?.id.as_str())));
    if let Some((first, id)) = ids().next()
        && let Some((other, other_id)) = ids().find(|(_, other)| *other != id)
    {
        return Err(TimelineError::SeveralSeries { first, other, ids: [id.to_owned(), other_id.to_owned()] });
    }
    if let Some((first, stamp)) = stamps.first()
        && let Some((other, _)) = stamps.iter().find(|(_, other)| other.boot_id != stamp.boot_id)
    {
        return Err(TimelineError::SeveralBoots { first: *first, other: *other });
    }
    Ok(())
}

/// Checks that the second of two consecutive stamps belongs to a later capture.
fn follows(stamp: &CaptureStamp, next: &CaptureStamp, index: usize, next_index: usize) -> Result<(), TimelineError> {
    if stamp == next {
        return Err(TimelineError::SameCapture { first: index.min(next_index), other: index.max(next_index) });
    }
    let is_next_turn = match (&stamp.series, &next.series) {
        (Some(turn), Some(next)) => turn.turn < next.turn,
        _ => true,
    };
    if stamp.monotonic_ns == next.monotonic_ns || !is_next_turn {
        return Err(TimelineError::OutOfTurn { earlier: index, later: next_index });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SeriesTurn;

    fn report(seconds: u64, series: &str, turn: u64) -> FailureDumpReport {
        let mut stamp = CaptureStamp::new("boot", seconds * 1_000_000_000, 0);
        stamp.series = Some(SeriesTurn::new(series, turn));
        FailureDumpReport { capture: Some(stamp), ..FailureDumpReport::default() }
    }

    #[test]
    fn reports_out_of_turn_are_in_the_order_of_their_times() {
        let error = timeline(&[report(2, "s", 0), report(1, "s", 1)]).unwrap_err();
        assert_eq!(error, TimelineError::OutOfTurn { earlier: 1, later: 0 });
        assert_eq!(
            error.to_string(),
            "the times and turns in report 1 and report 0 contradict each other, so one of these reports was edited; \
             compare unmodified reports of `ktsnap capture`"
        );
    }

    #[test]
    fn an_id_is_cut_at_64_characters() {
        let [id, other] = ["s".repeat(64), "t".repeat(65)];
        let error = timeline(&[report(1, &id, 0), report(2, &other, 1)]).unwrap_err();
        assert_eq!(
            error.fact(|index| format!("{index}.json")),
            format!("0.json and 1.json belong to different series, `{id}` and `{}`", "t".repeat(64))
        );
    }
}
