//! The package that a folder is in.

use std::fs;
use std::path::{Path, PathBuf};

/// The nearest folder, from this one up, whose `Cargo.toml` describes a package: Cargo sets `CARGO_MANIFEST_DIR` to it.
pub(crate) fn folder_of(here: &Path) -> Option<PathBuf> {
    let is_package = |manifest: &str| {
        let tables = manifest.lines().map(|line| line.split('#').next().unwrap_or_default());
        tables.map(|line| line.replace([' ', '\t'], "")).any(|line| line == "[package]" || line.starts_with("package."))
    };
    here.ancestors()
        .find(|folder| fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|manifest| is_package(&manifest)))
        .map(Path::to_owned)
}
