//! Why the report has no answer about the machine.

use thiserror::Error;

/// The most names that a message lists.
const LISTED: usize = 12;

/// Why [`MachineState`](super::MachineState) has no value.
///
/// ```
/// use ktsnap_core::view::MachineError;
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [], "task_enrichments_unavailable": "no task walker available"}"#,
/// )?;
/// let error = Snapshot::new(&report).machine().tasks().unwrap_err();
/// assert!(matches!(error, MachineError::NotCaptured { .. }));
/// assert!(error.to_string().starts_with("the report has no tasks (no task walker available); "));
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MachineError {
    /// The report holds nothing of this kind.
    #[error(
        "the report has no {what} ({}); this is not a count of zero, so skip the check for this report, or capture one with \
         them",
        why(reason.as_deref())
    )]
    NotCaptured {
        /// What is missing, in the plural.
        what: String,
        /// The reason that the report gives.
        reason: Option<String>,
    },
    /// The report holds only a part.
    #[error("the report has only some of the {what}: {captured} ({}); {help}", why(reason.as_deref()))]
    Incomplete {
        /// What is incomplete, in the plural.
        what: String,
        /// The captured part.
        captured: String,
        /// The reason that the report gives.
        reason: Option<String>,
        /// What to do.
        help: String,
    },
    /// Nothing in the report has this name or number.
    #[error("the report has no {wanted}; it has {}{}", listed(among), incomplete(reason.as_deref()))]
    NotFound {
        /// What was wanted, with its name or number.
        wanted: String,
        /// The names or numbers in the report.
        among: Vec<String>,
        /// The reason that the report gives for being incomplete.
        reason: Option<String>,
    },
    /// Several have this name or number.
    #[error("the report has {count} of {wanted}; choose one of them in `{list}()`")]
    Several {
        /// What was wanted, with its name or number.
        wanted: String,
        /// How many there are.
        count: usize,
        /// The method that lists them.
        list: &'static str,
    },
}

/// The first line of a reason. The harness appends parts of the machine's console to some reasons.
fn why(reason: Option<&str>) -> &str {
    reason.and_then(|reason| reason.trim().lines().next()).unwrap_or("it gives no reason")
}

fn incomplete(reason: Option<&str>) -> String {
    reason.map(|reason| format!(", and it is incomplete: {}", why(Some(reason)))).unwrap_or_default()
}

fn listed(names: &[String]) -> String {
    let first = names.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(LISTED) {
        None | Some(0) => first,
        Some(more) => format!("{first} and {more} more"),
    }
}
