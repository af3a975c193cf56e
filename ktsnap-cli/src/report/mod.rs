//! Opening reports, and the look-ups in a report that commands share.

pub(crate) mod input;
pub(crate) mod leaves;
pub(crate) mod line;
pub(crate) mod maps;
mod place;
pub(crate) mod source;

use std::path::Path;

use ktsnap_core::__private::{Wanted, projected};
use ktsnap_core::report::{DegradedFailureDumpReport, FailureDumpMap, FailureDumpReportAny, Half};
use ktsnap_core::{FailureDumpReport, ReportError};

use crate::failure::Failure;
use crate::screen::text::{clean, cut};

/// The remedy for a file that is not a report.
const HELP: &str = "give a complete report of the harness or of `ktsnap capture`";

/// The document in a file.
pub(crate) enum OpenedReport {
    /// A report, and which of the snapshots in the document it is.
    Report(Box<FailureDumpReport>, SnapshotKind),
    /// The reason why a failure has no report.
    Degraded(Box<DegradedFailureDumpReport>),
}

/// Which snapshot of a document a report is.
pub(crate) enum SnapshotKind {
    /// The only one.
    Only,
    /// The one at the failure.
    Late {
        /// Whether the document has an early snapshot too.
        has_early: bool,
        /// The reason why it does not.
        skipped: Option<String>,
    },
    /// The one before the failure.
    Early,
}

impl SnapshotKind {
    /// The name in JSON; `None` for the only snapshot.
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Only => None,
            Self::Early => Some("early"),
            Self::Late { .. } => Some("late"),
        }
    }
}

fn document(path: &Path) -> Result<FailureDumpReportAny, Failure> {
    FailureDumpReportAny::from_json(&source::text(path)?).map_err(|error| failure(path, &error))
}

/// Opens a document. `early` selects the early snapshot of two, instead of the late one.
pub(crate) fn open(path: &Path, early: bool) -> Result<OpenedReport, Failure> {
    snapshot(document(path)?, path, early)
}

/// The late or the early snapshot of a document.
fn snapshot(document: FailureDumpReportAny, path: &Path, early: bool) -> Result<OpenedReport, Failure> {
    match document {
        FailureDumpReportAny::Single(_) if early => Err(Failure::of(path, "has only one snapshot", "omit `--early`")),
        FailureDumpReportAny::Single(report) => Ok(OpenedReport::Report(report, SnapshotKind::Only)),
        FailureDumpReportAny::Dual(dual) => match (early, dual.early) {
            (true, Some(report)) => Ok(OpenedReport::Report(Box::new(report), SnapshotKind::Early)),
            (true, None) => {
                let why = dual.early_skipped_reason.as_deref().unwrap_or("it gives no reason");
                Err(Failure::of(path, format_args!("has no early snapshot ({})", short(why)), "omit `--early`"))
            }
            (false, early) => {
                let snapshot = SnapshotKind::Late { has_early: early.is_some(), skipped: dual.early_skipped_reason };
                Ok(OpenedReport::Report(Box::new(dual.late), snapshot))
            }
        },
        FailureDumpReportAny::Degraded(report) => Ok(OpenedReport::Degraded(report)),
        other => Err(Failure::of(path, format_args!("is a document of the unknown kind `{}`", other.schema()), HELP)),
    }
}

/// Opens a report that must contain maps. `early` selects the early snapshot of two.
pub(crate) fn open_maps(path: &Path, early: bool) -> Result<Box<FailureDumpReport>, Failure> {
    with_maps(open(path, early)?, path)
}

/// Reads a report that must contain maps from the text of a file, with the wanted parts of each map, which are decided by its
/// header. `early` selects the early snapshot of two.
pub(crate) fn open_projected<'w>(
    text: &str,
    path: &Path,
    early: bool,
    want: &dyn Fn(&FailureDumpMap) -> Wanted<'w>,
) -> Result<Box<FailureDumpReport>, Failure> {
    let document = projected(text, path, |half, map| match (half, early) {
        (Some(Half::Early), false) | (Some(Half::Late), true) => Wanted::Nothing,
        _ => want(map),
    });
    with_maps(snapshot(document.map_err(|error| failure(path, &error))?, path, early)?, path)
}

fn with_maps(opened: OpenedReport, path: &Path) -> Result<Box<FailureDumpReport>, Failure> {
    match opened {
        OpenedReport::Report(report, _) if report.is_placeholder => Err(no_maps(path)),
        OpenedReport::Report(report, _) => Ok(report),
        OpenedReport::Degraded(report) => Err(degraded(path, &report)),
    }
}

/// Opens both snapshots of a document, the early one first.
pub(crate) fn open_both(path: &Path) -> Result<[FailureDumpReport; 2], Failure> {
    let document = document(path)?;
    let dual = match document {
        FailureDumpReportAny::Dual(dual) => dual,
        FailureDumpReportAny::Degraded(report) => return Err(degraded(path, &report)),
        _ => return Err(Failure::of(path, "has only one snapshot", "give a second report to compare it with")),
    };
    match dual.early {
        Some(early) if early.is_placeholder || dual.late.is_placeholder => Err(no_maps(path)),
        Some(early) => Ok([early, dual.late]),
        None => {
            let why = dual.early_skipped_reason.as_deref().unwrap_or("it gives no reason");
            let help = "give a second report to compare it with";
            Err(Failure::of(path, format_args!("has no early snapshot ({})", short(why)), help))
        }
    }
}

/// The error for a placeholder, which has no maps.
pub(crate) fn no_maps(path: &Path) -> Failure {
    let help = format!("`ktsnap show {}` shows how far the machine booted", path.display());
    Failure::of(path, "is a placeholder: nothing was captured", help)
}

/// The error for a degraded document, which has no maps.
pub(crate) fn degraded(path: &Path, report: &DegradedFailureDumpReport) -> Failure {
    let fact = format!("contains no snapshot, since none succeeded ({})", short(&report.reason));
    Failure::of(path, fact, format!("`ktsnap show {}` shows what is known", path.display()))
}

fn failure(path: &Path, error: &ReportError) -> Failure {
    match error {
        ReportError::Json { offset: 0, source, .. } if source.is_eof() => Failure::of(path, "is empty", HELP),
        ReportError::Json { offset, path: place, source, .. } => {
            let what = source.to_string();
            let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
            let place = if place == "." { String::new() } else { format!(" in {}", short(place)) };
            let fact = format!("is not a report, at byte {offset}{place}: {}", short(what));
            Failure::Message(format!("{} {fact}; {HELP}", crate::source::name(path)))
        }
        ReportError::TooDeep { depth, most, .. } => {
            let fact = format!("is not a report: it nests {depth} levels deep, more than {most}");
            Failure::of(path, fact, HELP)
        }
        ReportError::Schema { found, .. } => {
            let fact = format!("is not a report: its schema is `{}`", short(found));
            Failure::of(path, fact, "the schema of a report is `single`, `dual` or `degraded`")
        }
        other => Failure::Message(other.to_string()),
    }
}

/// A text from a file, shortened to be part of a message.
fn short(text: &str) -> String {
    cut(&clean(text), 160).into_owned()
}
