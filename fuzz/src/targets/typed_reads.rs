//! Typed reads from the text of a report.
//!
//! - A read from the text gives the same struct or error as a read from the parsed report, and as a read from a value that
//!   serializes as one.
//! - The struct for a dual document is that of its late half.

use ktsnap::report::MAX_DEPTH;
use ktsnap::typed::{OneMap, ReadError};
use ktsnap::{FailureDumpReport, Halves, ReportError, Snapshot, SnapshotSchema};

use crate::bounds::Bound;
use crate::schemas::{
    Bss, Busiest, Cells, CpuStats, Dispatch, Histograms, Lenient, Parts, Pointers, RichTasks, Stats, WaitHist,
};

const SLICE: Bound = Bound { times: 16, ..Bound::of("SnapshotSchema::from_json_slice") };

type Parsed = Result<FailureDumpReport, String>;

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let Ok(json) = str::from_utf8(input) else {
        let error = Dispatch::from_json_slice(input).expect_err("the text is not UTF-8");
        assert!(matches!(error, ReadError::Report(_)), "{error:?}");
        return;
    };
    // A compressed input is refused before it is parsed.
    let parsed = said(
        ktsnap_core::__private::text(input)
            .map_err(ReadError::from)
            .and_then(|json| FailureDumpReport::from_json(json).map_err(ReadError::from)),
    );
    one_map::<Dispatch>(json, &parsed);
    one_map::<Busiest>(json, &parsed);
    one_map::<Lenient>(json, &parsed);
    one_map::<Bss>(json, &parsed);
    one_map::<Stats>(json, &parsed);
    one_map::<CpuStats>(json, &parsed);
    one_map::<WaitHist>(json, &parsed);
    one_map::<RichTasks>(json, &parsed);
    one_map::<Cells>(json, &parsed);
    one_map::<Histograms>(json, &parsed);
    one_map::<Pointers>(json, &parsed);
    each_way::<Parts>(json, &parsed);
    let halves = Halves::<Dispatch>::from_json_slice(input);
    if let (Ok(halves), Ok(late)) = (halves, Dispatch::from_json_slice(input)) {
        assert_eq!(halves.late, late);
    }
}

fn said<T>(read: Result<T, ReadError>) -> Result<T, String> {
    read.map_err(|error| {
        assert!(error.to_string().len() > 8, "{error:?}");
        format!("{error:?}")
    })
}

fn one_map<T: SnapshotSchema + OneMap + std::fmt::Debug + PartialEq>(json: &str, parsed: &Parsed) {
    each_way::<T>(json, parsed);
    let Ok(report) = parsed else { return };
    let snapshot = Snapshot::new(report);
    if let Err(error) = T::schema().check(&snapshot) {
        assert!(error.to_string().len() > 8, "{error:?}");
    }
    if T::from_snapshot(&snapshot).is_ok() {
        assert!(T::pick(&snapshot).is_ok());
    }
}

fn each_way<T: SnapshotSchema + std::fmt::Debug>(json: &str, parsed: &Parsed) {
    let text = |read: Result<T, String>| format!("{read:?}");
    let read = text(said(SLICE.held(json.len(), || T::from_json_slice(json.as_bytes()))));
    let report = match parsed {
        Ok(report) => report,
        Err(error) => return assert_eq!(read, text(Err(error.clone()))),
    };
    assert_eq!(read, text(said(T::from_snapshot(&Snapshot::new(report)).map_err(ReadError::from))));
    // The reports in a dual document may have any schema, but a report of its own may not.
    if report.schema != "single" {
        return;
    }
    let from_report = T::from_report(report);
    // The text of a report can nest deeper than a value.
    let is_too_deep =
        matches!(&from_report, Err(ReadError::Report(ReportError::TooDeep { most, .. })) if *most < MAX_DEPTH);
    let from_report = text(said(from_report));
    assert!(is_too_deep || read == from_report, "{read} from the text, but {from_report} from the value");
}
