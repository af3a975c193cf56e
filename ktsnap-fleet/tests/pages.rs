//! The pages about the commands of this package: docs/tables.md, docs/query.md and docs/cluster.md.
//!
//! `KTSNAP_BLESS=1 cargo test --test pages` rewrites their output.

#![cfg(all(unix, feature = "cluster"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../ktsnap-cli/tests/support/pages.rs"]
#[allow(dead_code, reason = "another package uses the rest")]
mod pages;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use pages::{Page, assert_shown};

#[test]
fn the_commands_print_what_the_pages_show() {
    // This program has all commands of `ktsnap`.
    let programs = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("programs-{}", std::process::id()));
    fs::create_dir_all(&programs).unwrap();
    symlink(env!("CARGO_BIN_EXE_ktsnap-fleet"), programs.join("ktsnap")).unwrap();
    assert_shown(&["docs/tables.md", "docs/query.md", "docs/cluster.md"].map(Page::new), &programs);
    fs::remove_dir_all(programs).unwrap();
}
