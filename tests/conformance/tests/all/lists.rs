//! Reports whose list of live maps is stale, incomplete, empty, or of another object. The view must answer like the harness's, and
//! a typed read must not return what the harness refuses. The reports are the same in every run.

use conformance::REPORTS as ALL;
use conformance::lists::{List, compare};

/// The reports of each kind.
const REPORTS: u32 = ALL / 4;

#[test]
fn a_stale_list() {
    let outcomes = compare(List::Stale, REPORTS);
    println!("{outcomes:?}");
    assert_eq!(outcomes.reports, REPORTS);
    assert!(outcomes.refused > REPORTS && outcomes.refused_by_ktsnap > REPORTS / 20, "{outcomes:?}");
}

#[test]
fn a_list_that_leaves_maps_out() {
    let outcomes = compare(List::Partial, REPORTS);
    println!("{outcomes:?}");
    assert_eq!(outcomes.reports, REPORTS);
    assert!(
        [outcomes.read, outcomes.refused, outcomes.refused_by_ktsnap, outcomes.unseen]
            .iter()
            .all(|count| *count > REPORTS / 20),
        "{outcomes:?}"
    );
}

#[test]
fn no_list() {
    let outcomes = compare(List::Empty, REPORTS);
    println!("{outcomes:?}");
    assert_eq!(outcomes.reports, REPORTS);
    assert!(
        [outcomes.read, outcomes.refused, outcomes.refused_by_ktsnap, outcomes.unseen]
            .iter()
            .all(|count| *count > REPORTS / 20),
        "{outcomes:?}"
    );
}

#[test]
fn a_list_of_another_objects_maps() {
    let outcomes = compare(List::OfAnotherObject, REPORTS);
    println!("{outcomes:?}");
    assert_eq!(outcomes.reports, REPORTS);
    assert!(outcomes.refused > REPORTS, "{outcomes:?}");
}
