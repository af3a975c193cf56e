//! Real reports: those of the harness itself, of scx_bpfland and of our own scheduler.

use conformance::{assert_documents_agree, assert_same, captures};

#[test]
fn every_capture_is_seen_the_same() {
    for (file, report) in captures::all() {
        println!("{}", file.display());
        assert_same(&report);
    }
}

#[test]
fn every_capture_is_written_again_as_it_was() {
    for (file, report) in captures::all() {
        assert_documents_agree(&report);
        let again = conformance::ours::document(&report.to_string());
        assert!(again == report, "{} was not written as it was read", file.display());
    }
}
