//! The layout files in folders named `schemas`.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ktsnap_btf::LayoutFile;
use ktsnap_core::__private::read_dir;

use crate::source::is_stdin;

/// The folder of layout files, as scheduler repositories name it.
const FOLDER: &str = "schemas";

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 1000;

/// The largest layout file. That of scx_layered has 400 KB.
const MOST_BYTES: u64 = 16 << 20;

/// What every layout file contains.
const MARKER: &[u8] = b"\"ktsnap_layout\"";

/// A layout file.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) file: LayoutFile,
}

/// The layout files in `schemas/` of the current folder, of the folders of the reports, and of the packages around these. A file that
/// is in two of them, or whose copy is, counts once.
pub(super) fn layout_files(reports: &[PathBuf]) -> Vec<Candidate> {
    let mut files: Vec<Candidate> = Vec::new();
    for path in folders(reports).iter().flat_map(|folder| json_files(folder)) {
        let Some(file) = read(&path) else { continue };
        if !files.iter().any(|known| known.file == file) {
            files.push(Candidate { path, file });
        }
    }
    files
}

/// The folders that exist, each once. The path of a folder near the current one is relative, so that messages are short.
fn folders(reports: &[PathBuf]) -> Vec<PathBuf> {
    let mut around = vec![PathBuf::new()];
    for report in reports.iter().filter(|report| !is_stdin(report)) {
        // A run is a directory, or the name of a test in a directory.
        let folder = if report.is_dir() { Some(report.as_path()) } else { report.parent() };
        around.extend(folder.map(Path::to_owned));
    }
    let mut seen = HashSet::new();
    let packages: Vec<PathBuf> = around.iter().filter_map(|folder| package(folder)).collect();
    let all = around.into_iter().chain(packages).map(|folder| folder.join(FOLDER));
    all.filter(|folder| folder.canonicalize().is_ok_and(|real| real.is_dir() && seen.insert(real))).collect()
}

/// The nearest folder with a `Cargo.toml`, from this one up. It can be a workspace, because reports lie in its `target` folder.
fn package(folder: &Path) -> Option<PathBuf> {
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() { here } else { folder };
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().find(|folder| folder.join("Cargo.toml").is_file()).map(Path::to_owned)
}

/// The regular files in a folder whose names end with `.json`, in the order of their names.
fn json_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = read_dir(folder) else { return Vec::new() };
    let paths = entries.take(MOST_ENTRIES).filter_map(|entry| Some(entry.ok()?.path()));
    let is_json = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json") && path.is_file();
    let mut paths: Vec<_> = paths.filter(is_json).collect();
    paths.sort();
    paths
}

/// A layout file. `None` for any other file.
fn read(path: &Path) -> Option<LayoutFile> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
    let is_small = u64::try_from(bytes.len()).is_ok_and(|len| len <= MOST_BYTES);
    let is_layout = is_small && bytes.windows(MARKER.len()).take(256).any(|window| window == MARKER);
    if is_layout { LayoutFile::parse(&bytes).ok() } else { None }
}
