//! Structs from the harness's snapshot are those from ktsnap's, and so are the errors.

use std::cell::Cell;

use conformance::typed::{Both, Came};
use conformance::{captures, generate, sections};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

#[test]
fn every_capture_is_read_the_same() {
    let (mut read, mut unread) = (0, Vec::new());
    for (file, report) in captures::all() {
        match Both::of(&report) {
            Some(both) => {
                println!("{}: {:?}", file.display(), both.assert_agree());
                read += 1;
            }
            None => unread.push(file),
        }
    }
    assert!(read > 0 && unread.is_empty(), "the harness reads no report in {unread:?}");
}

/// Reads so many generated reports both ways, and adds up how the reads came out.
fn read_all(reports: impl Strategy<Value = serde_json::Value>) -> Came {
    let total = Cell::new(Came::default());
    let config = ProptestConfig {
        cases: 2_000,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let run = TestRunner::new(config).run(&reports, |report| {
        let both =
            Both::of(&report).ok_or_else(|| TestCaseError::fail(format!("no report to the harness: {report}")))?;
        let (came, sum) = (both.assert_agree(), total.get());
        total.set(Came {
            picked: sum.picked + came.picked,
            ruled: sum.ruled + came.ruled,
            refused: sum.refused + came.refused,
            failed: sum.failed + came.failed,
        });
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    total.get()
}

#[test]
fn generated_reports_of_our_scheduler_are_read_the_same() {
    let came = read_all(sections::report());
    println!("{came:?}");
    assert!([came.picked, came.ruled, came.refused, came.failed].iter().all(|count| *count > 500), "{came:?}");
}

#[test]
fn generated_reports_of_anything_are_read_the_same() {
    let came = read_all(generate::report());
    println!("{came:?}");
    assert!(came.refused > 500, "{came:?}");
}
