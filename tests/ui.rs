//! What must compile, and what the derive says of each mistake. The cases are in `ui-tests/`.
//!
//! `cargo test --test ui -- ui trybuild=wrong_width` runs the cases with that in their name;
//! `TRYBUILD=overwrite cargo test --test ui` writes all messages anew.

use std::env;
use std::path::Path;
use std::process::Command;

use trybuild::TestCases;

/// Where relative paths of objects start.
const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";

/// The release whose messages stand in `ui-tests/const-eval`: there the compiler words them, not the derive, and it
/// words them differently from one release to the next.
const CONST_EVAL_RELEASE: &str = "1.95.0";

/// trybuild compiles the cases as a package elsewhere, so they need telling where this repository's objects are. A
/// process with threads can't soundly change its own environment: the test runs itself again in the right one.
#[test]
fn ui() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if env::var_os(OBJECT_DIR).is_some_and(|dir| Path::new(&dir) == root) {
        return cases();
    }
    let status = Command::new(env::current_exe().unwrap())
        .env(OBJECT_DIR, root)
        // Uncaptured, so that what is said of cases left out is seen when all others pass.
        .args(["--exact", "ui", "--nocapture"])
        .args(env::args().filter(|argument| argument.starts_with("trybuild=")))
        .status()
        .unwrap();
    assert!(status.success(), "see the cases above");
}

fn cases() {
    let cases = TestCases::new();
    cases.pass("ui-tests/pass/*/*.rs");
    cases.compile_fail("ui-tests/fail/*/*.rs");
    let release = release();
    if release == CONST_EVAL_RELEASE {
        cases.compile_fail("ui-tests/const-eval/*.rs");
    } else {
        eprintln!(
            "ui-tests/const-eval is left out: its messages are those of rustc {CONST_EVAL_RELEASE}, and this is \
             {release}"
        );
    }
}

/// The release of the compiler that cargo runs: `1.95.0`, `1.97.0-nightly`.
fn release() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    version.split_whitespace().nth(1).unwrap().to_owned()
}
