//! The captured reports.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Every `*.json` file in the folders that `KTSNAP_CAPTURES` lists (separated as in `PATH`), or by default in the repository's
/// folders. Panics if there is none.
pub fn all() -> Vec<(PathBuf, Value)> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = match env::var_os("KTSNAP_CAPTURES") {
        Some(list) => env::split_paths(&list).collect(),
        None => vec![repository.join("captures"), repository.join("examples/captures")],
    };
    let mut files: Vec<_> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())))
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no report in {folders:?}");
    files
        .into_iter()
        .map(|file| {
            let report = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            (file, report)
        })
        .collect()
}
