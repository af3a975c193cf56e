//! Reports in which the list of live maps is stale, incomplete, empty, or of another object: the view answers as the
//! harness's does, and a typed read never gives what the harness refuses. The reports are the same in every run.

use conformance::lists::{List, compare};

const REPORTS: u32 = 2_000;

#[test]
fn a_stale_list() {
    let came = compare(List::Stale, REPORTS);
    println!("{came:?}");
    assert_eq!(came.reports, REPORTS);
    assert!(came.refused > 2_000 && came.refused_by_ktsnap > 100, "{came:?}");
}

#[test]
fn a_list_that_leaves_maps_out() {
    let came = compare(List::Partial, REPORTS);
    println!("{came:?}");
    assert_eq!(came.reports, REPORTS);
    assert!(
        [came.read, came.refused, came.refused_by_ktsnap, came.unseen].iter().all(|count| *count > 100),
        "{came:?}"
    );
}

#[test]
fn no_list() {
    let came = compare(List::Empty, REPORTS);
    println!("{came:?}");
    assert_eq!(came.reports, REPORTS);
    assert!(
        [came.read, came.refused, came.refused_by_ktsnap, came.unseen].iter().all(|count| *count > 100),
        "{came:?}"
    );
}

#[test]
fn a_list_of_another_objects_maps() {
    let came = compare(List::OfAnotherObject, REPORTS);
    println!("{came:?}");
    assert_eq!(came.reports, REPORTS);
    assert!(came.refused > 2_000, "{came:?}");
}
