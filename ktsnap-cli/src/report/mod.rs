//! Opening the reports that the arguments name, and what the commands ask of one.

pub(crate) mod contents;
pub(crate) mod copies;
pub(crate) mod leaves;
pub(crate) mod line;

use std::io::ErrorKind;
use std::path::Path;

use ktsnap_core::report::{DegradedFailureDumpReport, FailureDumpReportAny};
use ktsnap_core::{FailureDumpReport, ReportError};

use crate::failure::Failure;
use crate::screen::text::{clean, cut};

/// What to do about most files that are none.
const HELP: &str = "give a report that the harness wrote, to its end";

/// What a file holds.
pub(crate) enum OpenedReport {
    /// One freeze of the machine.
    Report(Box<FailureDumpReport>, Freeze),
    /// A failure at which none succeeded.
    Degraded(Box<DegradedFailureDumpReport>),
}

/// Which of a document's freezes was taken.
pub(crate) enum Freeze {
    /// There is no other.
    Only,
    /// The one at the failure.
    Late {
        /// Whether there is one before it.
        has_early: bool,
        /// Why not.
        skipped: Option<String>,
    },
    /// The one before the failure.
    Early,
}

/// The document in that file; of two freezes the early or the late one.
pub(crate) fn open(path: &Path, early: bool) -> Result<OpenedReport, Failure> {
    let document = FailureDumpReportAny::from_path(path).map_err(|error| failure(path, &error))?;
    match document {
        FailureDumpReportAny::Single(_) if early => {
            Err(Failure::of(path, "has one freeze, not an early and a late one", "leave --early away"))
        }
        FailureDumpReportAny::Single(report) => Ok(OpenedReport::Report(report, Freeze::Only)),
        FailureDumpReportAny::Dual(dual) => match (early, dual.early) {
            (true, Some(report)) => Ok(OpenedReport::Report(Box::new(report), Freeze::Early)),
            (true, None) => {
                let why = dual.early_skipped_reason.as_deref().unwrap_or("no reason is given");
                Err(Failure::of(path, format_args!("has no early freeze ({why})"), "leave --early away"))
            }
            (false, early) => {
                let freeze = Freeze::Late { has_early: early.is_some(), skipped: dual.early_skipped_reason };
                Ok(OpenedReport::Report(Box::new(dual.late), freeze))
            }
        },
        FailureDumpReportAny::Degraded(report) => Ok(OpenedReport::Degraded(report)),
        other => Err(Failure::of(path, format_args!("is of the kind `{}`", other.schema()), HELP)),
    }
}

/// The maps in that file, which must hold some.
pub(crate) fn open_maps(path: &Path) -> Result<Box<FailureDumpReport>, Failure> {
    match open(path, false)? {
        OpenedReport::Report(report, _) if report.is_placeholder => Err(no_maps(path)),
        OpenedReport::Report(report, _) => Ok(report),
        OpenedReport::Degraded(report) => Err(degraded(path, &report)),
    }
}

/// A report of which there is only the envelope.
pub(crate) fn no_maps(path: &Path) -> Failure {
    let help = "`ktsnap show` without a map says how far the machine came";
    Failure::of(path, "is a placeholder, nothing was captured", help)
}

/// A document without maps.
pub(crate) fn degraded(path: &Path, report: &DegradedFailureDumpReport) -> Failure {
    let fact = format!("is degraded, no freeze succeeded ({})", short(&report.reason));
    Failure::of(path, fact, "`ktsnap show` without a map says what is known")
}

fn failure(path: &Path, error: &ReportError) -> Failure {
    match error {
        ReportError::Io { source, .. } if source.kind() == ErrorKind::InvalidData => {
            Failure::of(path, "is not a report, it is not even text", HELP)
        }
        ReportError::Io { source, .. } => Failure::of(path, "can't be read", source),
        ReportError::Json { offset: 0, source, .. } if source.is_eof() => Failure::of(path, "is empty", HELP),
        ReportError::Json { offset, path: place, source, .. } => {
            let what = source.to_string();
            let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
            let place = if place == "." { String::new() } else { format!(" in {}", short(place)) };
            let fact = format!("is not a report, at byte {offset}{place}: {}", short(what));
            Failure::Message(format!("{} {fact}; {HELP}", path.display()))
        }
        ReportError::TooDeep { depth, .. } => {
            Failure::of(path, format_args!("is not a report, it nests {depth} levels deep"), HELP)
        }
        ReportError::Schema { found, .. } => {
            let fact = format!("is not a report, its schema is `{}`", short(found));
            Failure::of(path, fact, "a report's is `single`, `dual` or `degraded`")
        }
        other => Failure::Message(other.to_string()),
    }
}

/// A text of a file as a part of one line.
fn short(text: &str) -> String {
    cut(&clean(text), 160).into_owned()
}
