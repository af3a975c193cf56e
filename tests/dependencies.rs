//! The number of crates that a user of the library compiles.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that cargo compiles for a package, itself included.
fn crates(package: &str) -> BTreeSet<String> {
    let tree = ["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--package", package];
    let output = Command::new(env!("CARGO")).args(tree).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    // A path or `(proc-macro)` follows the name and the version.
    lines.lines().filter_map(|line| line.split(" (").next()).map(str::to_owned).collect()
}

#[test]
fn the_library_is_at_most_30_crates() {
    let library = crates("ktsnap");
    assert!(library.len() <= 30, "{} crates: {library:#?}", library.len());
    for name in ["ktsnap ", "ktsnap-derive ", "serde "] {
        assert!(library.iter().any(|other| other.starts_with(name)), "the list lacks {name}: {library:#?}");
    }
}

#[test]
fn an_example_compiles_nothing_but_the_library() {
    let library = crates("ktsnap");
    let others: Vec<_> = crates("examples").into_iter().filter(|name| !library.contains(name)).collect();
    assert_eq!(others, ["examples v0.1.0"]);
}
