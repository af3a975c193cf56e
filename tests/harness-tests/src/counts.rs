//! How many of the harness's tests run.

const RUN: &str = include_str!(concat!(env!("OUT_DIR"), "/counts.txt"));

/// A test that appears in a later version of the harness, or is left out from now on, changes the list. `KTSNAP_BLESS=1`
/// writes it.
#[test]
fn the_tests_of_each_file_are_those_in_the_list() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/counts.txt");
    if std::env::var_os("KTSNAP_BLESS").is_some() {
        std::fs::write(list, RUN).unwrap();
    }
    assert_eq!(RUN, std::fs::read_to_string(list).unwrap());
}
