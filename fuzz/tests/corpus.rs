//! Every input of the corpus passes its target.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use ktsnap_fuzz::targets;

/// Runs a target on each file of its folder.
fn passes(target: &str, run: fn(&[u8])) {
    let folder = Path::new("corpus").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 3, "{} has {} files", folder.display(), files.len());
    let fails = |file: &PathBuf| {
        let input = fs::read(file).unwrap();
        catch_unwind(|| run(&input)).is_err()
    };
    let failed: Vec<_> = files.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

macro_rules! targets {
    ($($target:ident)*) => {
        $(
            #[test]
            fn $target() {
                passes(stringify!($target), targets::$target::run);
            }
        )*

        #[test]
        fn every_target_has_a_program() {
            let manifest = fs::read_to_string("Cargo.toml").unwrap();
            let programs = [$(stringify!($target)),*];
            for program in programs {
                assert!(manifest.contains(&format!("path = \"targets/{program}.rs\"")), "{program}");
            }
            assert_eq!(fs::read_dir("targets").unwrap().count(), programs.len());
            assert_eq!(fs::read_dir("corpus").unwrap().count(), programs.len());
        }
    };
}

targets! {
    declarations layout_files objects ratios rendering reports run_directories section_bytes typed_reads types view
}
