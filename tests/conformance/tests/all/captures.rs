//! Captured reports: the harness's own, and those of scx_bpfland and of the example scheduler.

use conformance::{assert_documents_agree, assert_same, captures};

#[test]
fn every_capture_is_seen_the_same() {
    for (file, report) in captures::all() {
        println!("{}", file.display());
        assert_same(&report);
    }
}

#[test]
fn every_capture_is_written_unchanged() {
    for (file, report) in captures::all() {
        assert_documents_agree(&report);
        let again = conformance::ours::document(&report.to_string());
        assert!(again == report, "{} changed when it was read and written", file.display());
    }
}
