//! The kinds of document that the harness writes. The field `schema` names the kind.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::tagged::tagged;
use super::{FailureDumpReport, VcpuRegSnapshot};

/// Any document that the harness writes.
///
/// ```
/// use ktsnap_core::report::FailureDumpReportAny;
///
/// let json = r#"{"schema": "degraded", "reason": "rendezvous timed out", "watchpoint_hit": true,
///     "bss_latch_state": "not_resolved"}"#;
/// match FailureDumpReportAny::from_json(json)? {
///     FailureDumpReportAny::Degraded(report) => assert_eq!(report.reason, "rendezvous timed out"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum FailureDumpReportAny {
    /// `single`: one freeze.
    Single(Box<FailureDumpReport>),
    /// `dual`: a freeze at the failure, and an earlier one if a task had waited long before it.
    Dual(Box<DualFailureDumpReport>),
    /// `degraded`: a failure at which no freeze succeeded.
    Degraded(Box<DegradedFailureDumpReport>),
}

/// A freeze at the failure, and usually an earlier one, taken when a task had first waited long.
///
/// ```
/// use ktsnap_core::report::{DualFailureDumpReport, FailureDumpReportAny};
///
/// let json = r#"{"schema": "dual", "late": {"schema": "single", "maps": []}, "early_skipped_reason": "no stall"}"#;
/// let FailureDumpReportAny::Dual(dual) = FailureDumpReportAny::from_json(json)? else { unreachable!() };
/// assert!(dual.early.is_none() && dual.late.maps.is_empty());
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DualFailureDumpReport {
    /// `dual`.
    pub schema: String,
    /// The freeze before the failure.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "early")]
    pub early: Option<FailureDumpReport>,
    /// The freeze at the failure.
    #[serde(deserialize_with = "late")]
    pub late: FailureDumpReport,
    /// How long the task that caused the early freeze had waited, in jiffies.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub early_max_age_jiffies: u64,
    /// The wait that triggers an early freeze: half the watchdog's limit, in jiffies.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub early_threshold_jiffies: u64,
    /// Why there is no early freeze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_skipped_reason: Option<String>,
}

/// One of the two reports in a [dual](DualFailureDumpReport) document.
///
/// ```
/// use ktsnap_core::FailureDumpReport;
/// use ktsnap_core::report::Half;
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "dual", "late": {"schema": "single", "maps": []}}"#)?;
/// assert_eq!(report.half, Some(Half::Late));
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Half {
    /// The freeze when a task had waited long, before the failure.
    Early,
    /// The freeze at the failure.
    Late,
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Early => "early",
            Self::Late => "late",
        })
    }
}

fn early<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FailureDumpReport>, D::Error> {
    let report: Option<FailureDumpReport> = Deserialize::deserialize(deserializer)?;
    Ok(report.map(|report| FailureDumpReport { half: Some(Half::Early), ..report }))
}

fn late<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FailureDumpReport, D::Error> {
    let report: FailureDumpReport = Deserialize::deserialize(deserializer)?;
    Ok(FailureDumpReport { half: Some(Half::Late), ..report })
}

/// A failure at which no freeze succeeded.
///
/// ```
/// use ktsnap_core::report::DegradedFailureDumpReport;
///
/// let read: DegradedFailureDumpReport = serde_json::from_str(
///     r#"{"schema": "degraded", "reason": "late", "watchpoint_hit": false, "bss_latch_state": "latched"}"#,
/// )?;
/// assert_eq!(read.exit_kind, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DegradedFailureDumpReport {
    /// `degraded`.
    pub schema: String,
    /// Why the freeze failed.
    pub reason: String,
    /// The registers of each virtual CPU; `None` for a CPU whose registers could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::of_options")]
    pub vcpu_regs: Vec<Option<VcpuRegSnapshot>>,
    /// Whether a watchpoint on the scheduler's exit triggered the freeze.
    pub watchpoint_hit: bool,
    /// The state that the harness's own probe had latched.
    pub bss_latch_state: String,
    /// `enum scx_exit_kind`, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_kind: Option<u32>,
    /// How long the harness tried to freeze the machine, in milliseconds.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub elapsed_ms: u64,
}

impl FailureDumpReportAny {
    /// The document's `schema`.
    #[must_use]
    pub fn schema(&self) -> &str {
        match self {
            Self::Single(report) => &report.schema,
            Self::Dual(report) => &report.schema,
            Self::Degraded(report) => &report.schema,
        }
    }

    /// The report at the failure: the only one of a `single` document, and the late one of a `dual`. `None` if no freeze
    /// succeeded.
    ///
    /// ```
    /// use ktsnap_core::report::FailureDumpReportAny;
    ///
    /// let document = FailureDumpReportAny::from_json(r#"{"schema": "dual", "late": {"schema": "single", "maps": []}}"#)?;
    /// assert!(document.late().is_some() && document.early().is_none());
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    #[must_use]
    pub fn late(&self) -> Option<&FailureDumpReport> {
        match self {
            Self::Single(report) => Some(report),
            Self::Dual(dual) => Some(&dual.late),
            Self::Degraded(_) => None,
        }
    }

    /// The report before the failure, which only a `dual` document can have.
    #[must_use]
    pub fn early(&self) -> Option<&FailureDumpReport> {
        match self {
            Self::Dual(dual) => dual.early.as_ref(),
            Self::Single(_) | Self::Degraded(_) => None,
        }
    }
}

/// Reads any kind of document in one pass. Fields before `schema` are buffered, and the rest is read as the kind that `schema`
/// names. The harness writes `schema` first, so its documents need no buffer.
impl<'de> Deserialize<'de> for FailureDumpReportAny {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = FailureDumpReportAny;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report: an object with `schema`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let (schema, rest) = tagged("schema", PhantomData::<String>, map)?;
        let rest = MapAccessDeserializer::new(rest.with_tag(&schema));
        match schema.as_str() {
            "single" => Deserialize::deserialize(rest).map(FailureDumpReportAny::Single),
            "dual" => Deserialize::deserialize(rest).map(FailureDumpReportAny::Dual),
            "degraded" => Deserialize::deserialize(rest).map(FailureDumpReportAny::Degraded),
            other => Err(A::Error::unknown_variant(other, &["single", "dual", "degraded"])),
        }
    }
}
