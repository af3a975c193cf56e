//! Code that must compile, and the messages of the derives. The cases are in `ui-tests/`.
//!
//! `cargo test --test ui -- ui trybuild=wrong_width` runs the cases with `wrong_width` in their path.
//! `TRYBUILD=overwrite cargo test --test ui` updates the expected messages.

use std::env;
use std::path::Path;
use std::process::Command;

use trybuild::TestCases;

/// The folder at which relative paths of objects start.
const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";

/// The release of the messages in `ui-tests/const-eval`. They are partly those of the compiler, which differ between
/// releases.
const CONST_EVAL_RELEASE: &str = "1.95.0";

/// trybuild compiles the cases in another package, so `KTSNAP_OBJECT_DIR` must name this repository. A process with threads
/// can't soundly change its own environment, so the test runs itself again with the variable.
#[test]
fn ui() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if env::var_os(OBJECT_DIR).is_some_and(|dir| Path::new(&dir) == root) {
        return cases();
    }
    let status = Command::new(env::current_exe().unwrap())
        .env(OBJECT_DIR, root)
        // Shows the note about skipped cases even if all others pass.
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
            "ui-tests/const-eval is skipped: its messages are those of rustc {CONST_EVAL_RELEASE}, but this is \
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
