//! The time at which a report was captured, and its series.

use serde::{Deserialize, Serialize};

/// The time at which `ktsnap capture` took a report, and its series: the report's field `ktsnap_capture`.
///
/// The process reads the clocks just before it reads the first map. [`timeline`](super::timeline) sorts reports by these times.
///
/// ```
/// use ktsnap_core::FailureDumpReport;
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [], "ktsnap_capture": {
///         "boot_id": "9f5a8d0e-3a27-4a54-9c5e-5d6e3a1b7c11", "monotonic_ns": 81000000000,
///         "realtime_ns": 1764340000000000000, "series": {"id": "2c1d", "turn": 3}}}"#,
/// )?;
/// let stamp = report.capture.as_ref().ok_or("not captured by ktsnap")?;
/// assert_eq!(stamp.monotonic_ns, 81_000_000_000);
/// assert_eq!(stamp.series.as_ref().map(|series| series.turn), Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CaptureStamp {
    /// The boot of the machine: `/proc/sys/kernel/random/boot_id`. Monotonic times of two boots can't be compared.
    pub boot_id: String,
    /// `CLOCK_MONOTONIC`, in nanoseconds. The clock stops while the machine is suspended, and so do the scheduler's counters.
    pub monotonic_ns: u64,
    /// `CLOCK_REALTIME`: nanoseconds since 1970, as the machine's clock was set at that moment.
    pub realtime_ns: u64,
    /// The report's series; `None` for a single capture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesTurn>,
}

/// The place of a report in a series of `ktsnap capture --every`.
///
/// ```
/// use ktsnap_core::report::SeriesTurn;
///
/// let third = SeriesTurn::new("2c1d", 2);
/// assert_eq!((third.id.as_str(), third.turn), ("2c1d", 2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeriesTurn {
    /// The series' id. It is unique.
    pub id: String,
    /// The number of the turn, counted from 0. A turn in which nothing could be captured has no report.
    pub turn: u64,
}

impl CaptureStamp {
    /// Makes the stamp of a single capture from the boot id and the times of the two clocks, in nanoseconds.
    ///
    /// ```
    /// use ktsnap_core::report::CaptureStamp;
    ///
    /// let stamp = CaptureStamp::new("9f5a8d0e-3a27-4a54-9c5e-5d6e3a1b7c11", 81_000_000_000, 1_764_340_000_000_000_000);
    /// assert_eq!(stamp.series, None);
    /// ```
    #[must_use]
    pub fn new(boot_id: impl Into<String>, monotonic_ns: u64, realtime_ns: u64) -> Self {
        Self { boot_id: boot_id.into(), monotonic_ns, realtime_ns, series: None }
    }
}

impl SeriesTurn {
    /// Makes a turn of the series with that id.
    #[must_use]
    pub fn new(id: impl Into<String>, turn: u64) -> Self {
        Self { id: id.into(), turn }
    }
}
