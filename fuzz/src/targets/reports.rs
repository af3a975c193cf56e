//! Reports, sidecars and values from JSON.
//!
//! - A document that is read can be written, and reading that text gives the same document.
//! - The reader of a single report and that of any document agree.

use ktsnap::report::{FailureDumpReportAny, RenderedValue};
use ktsnap::runs::Sidecar;
use ktsnap::{FailureDumpReport, ReportError};

use crate::bounds::Bound;

const ANY: Bound = Bound { times: 16, ..Bound::of("FailureDumpReportAny::from_json") };
const ONE: Bound = Bound { times: 16, ..Bound::of("FailureDumpReport::from_json") };
const SIDECAR: Bound = Bound::of("Sidecar::from_json");

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    if let Err(error) = SIDECAR.held(input.len(), || Sidecar::from_json(input)) {
        assert!(!error.to_string().is_empty());
    }
    let Ok(json) = str::from_utf8(input) else { return };
    let any = ANY.held(input.len(), || FailureDumpReportAny::from_json(json));
    let one = ONE.held(input.len(), || FailureDumpReport::from_json(json));
    if let Ok(value) = serde_json::from_str::<RenderedValue>(json) {
        let text = value.to_string();
        // Text, indentation and punctuation for each value.
        assert!(text.len() <= 64 * input.len() + 64, "{} bytes", text.len());
    }
    match (&any, &one) {
        (Ok(document), Ok(report)) => {
            assert!(document.late().is_some_and(|late| same(late, report)));
            written_and_read(document);
        }
        (Ok(document), Err(error)) => {
            says(error);
            assert!(document.late().is_none(), "{error}");
            written_and_read(document);
        }
        (Err(of_any), Err(of_one)) => {
            says(of_any);
            says(of_one);
        }
        (Err(error), Ok(_)) => panic!("only the reader of any document says {error}"),
    }
}

fn says(error: &ReportError) {
    assert!(error.to_string().len() > 8, "{error:?}");
}

/// Whether two reports are equal. A NaN is equal to itself here.
fn same(a: &FailureDumpReport, b: &FailureDumpReport) -> bool {
    a == b || format!("{a:?}") == format!("{b:?}")
}

fn written_and_read(document: &FailureDumpReportAny) {
    let text = serde_json::to_string(document).expect("a document can be written");
    let again = FailureDumpReportAny::from_json(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(serde_json::to_string(&again).expect("a document can be written"), text);
}
