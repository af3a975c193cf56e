//! The harness's source, as cargo downloaded it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// Each version of the harness that this package names, with the folder of its source.
pub(crate) fn versions() -> Vec<(String, PathBuf)> {
    let output = Command::new(env::var_os("CARGO").unwrap())
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env::var_os("CARGO_MANIFEST_DIR").unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let mut versions: Vec<_> = packages
        .iter()
        .filter(|package| package["name"] == "ktstr")
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap());
            (package["version"].as_str().unwrap().to_owned(), manifest.parent().unwrap().to_owned())
        })
        .collect();
    versions.sort();
    versions
}

/// The text of a file below `src`.
pub(crate) fn text(source: &Path, file: &str) -> String {
    let file = source.join("src").join(file);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
