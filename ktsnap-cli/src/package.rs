//! The package that a folder is in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The nearest folder, from this one up, whose `Cargo.toml` describes a package: Cargo sets `CARGO_MANIFEST_DIR` to it.
/// Like Cargo, it fails if one of these files exists and can't be read.
pub(crate) fn folder_of(here: &Path) -> Result<Option<PathBuf>, Failure> {
    let is_package = |manifest: &str| {
        let tables = manifest.lines().map(|line| line.split('#').next().unwrap_or_default());
        tables.map(|line| line.replace([' ', '\t'], "")).any(|line| line == "[package]" || line.starts_with("package."))
    };
    for folder in here.ancestors() {
        let path = folder.join("Cargo.toml");
        if !path.exists() {
            continue;
        }
        let manifest = fs::read_to_string(&path).map_err(|error| Failure::of(&path, "can't be read", error))?;
        if is_package(&manifest) {
            return Ok(Some(folder.to_owned()));
        }
    }
    Ok(None)
}
