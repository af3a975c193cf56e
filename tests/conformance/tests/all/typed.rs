//! A typed read of the harness's snapshot gives the same struct or error as a read of ktsnap's.

use std::cell::Cell;

use conformance::typed::{Both, ReadOutcomes};
use conformance::{REPORTS, captures, generate, sections};
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
    assert!(read > 0 && unread.is_empty(), "the harness can't read {unread:?}");
}

/// Reads generated reports in both ways, and counts the reads by outcome.
fn read_all(reports: impl Strategy<Value = serde_json::Value>) -> ReadOutcomes {
    let total = Cell::new(ReadOutcomes::default());
    let config = ProptestConfig {
        cases: REPORTS,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let run = TestRunner::new(config).run(&reports, |report| {
        let both = Both::of(&report).ok_or_else(|| TestCaseError::fail(format!("the harness can't read {report}")))?;
        let (outcomes, sum) = (both.assert_agree(), total.get());
        total.set(ReadOutcomes {
            picked: sum.picked + outcomes.picked,
            ruled: sum.ruled + outcomes.ruled,
            refused: sum.refused + outcomes.refused,
            failed: sum.failed + outcomes.failed,
        });
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    total.get()
}

#[test]
fn generated_reports_of_our_scheduler_are_read_the_same() {
    let outcomes = read_all(sections::report());
    println!("{outcomes:?}");
    assert!(
        [outcomes.picked, outcomes.ruled, outcomes.refused, outcomes.failed].iter().all(|count| *count > REPORTS / 4),
        "{outcomes:?}"
    );
}

#[test]
fn generated_reports_of_anything_are_read_the_same() {
    let outcomes = read_all(generate::report());
    println!("{outcomes:?}");
    assert!(outcomes.refused > REPORTS / 4, "{outcomes:?}");
}
