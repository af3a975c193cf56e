//! Generated reports. A failure shows the smallest report with a difference.

use conformance::{REPORTS, assert_documents_agree, assert_same, generate};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: REPORTS,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn generated_reports_are_seen_the_same(report in generate::report()) {
        assert_same(&report);
    }

    #[test]
    fn generated_documents_are_written_the_same(document in generate::document()) {
        assert_documents_agree(&document);
    }
}
