//! Searching for a file by its name below a folder.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The most files and folders to look at. A package can contain a kernel tree, and a compiler error should not wait.
pub(super) const MAX_FILES: usize = 20_000;
/// The deepest level of folders to look at.
const MAX_DEPTH: usize = 8;

/// Searches for a file below a folder, and returns its path relative to the folder. A file in fewer folders comes first, then
/// the first by path. Hidden folders, build output, links and other packages are skipped.
pub(super) fn file(folder: &Path, name: &OsStr) -> Option<PathBuf> {
    file_among(folder, name, MAX_FILES)
}

/// Searches among so many files and folders.
fn file_among(folder: &Path, name: &OsStr, mut left: usize) -> Option<PathBuf> {
    let mut folders = VecDeque::from([(PathBuf::new(), 0)]);
    while let Some((within, depth)) = folders.pop_front() {
        let path = folder.join(&within);
        let other = ["CACHEDIR.TAG", "Cargo.toml"].into_iter().any(|marker| path.join(marker).exists());
        if depth > 0 && other {
            continue;
        }
        let Ok(entries) = fs::read_dir(&path) else { continue };
        let mut entries: Vec<_> = entries.take(left).filter_map(Result::ok).collect();
        left -= entries.len();
        if entries.iter().any(|entry| entry.file_name() == name && entry.path().is_file()) {
            return Some(within.join(name));
        }
        if depth == MAX_DEPTH {
            continue;
        }
        entries.sort_unstable_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let skipped = name == "target" || name.as_encoded_bytes().starts_with(b".");
            if !skipped && entry.file_type().is_ok_and(|ty| ty.is_dir()) {
                folders.push_back((within.join(name), depth + 1));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::{env, fs, process};

    use super::{file, file_among};

    /// A folder with these files, which is removed when dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn with(test: &str, files: &[&str]) -> Self {
            let folder = env::temp_dir().join(format!("ktsnap-search-{test}-{}", process::id()));
            for file in files {
                let file = folder.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
            Self(folder)
        }

        fn find(&self, name: &str) -> Option<PathBuf> {
            file(&self.0, name.as_ref())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_least_deep_file_is_found_and_then_the_first_by_name() {
        let folder = Folder::with("nearest", &["b/x.o", "a/deep/y.o", "c/y.o", "b/y.o", "z.o"]);
        assert_eq!(folder.find("x.o"), Some("b/x.o".into()));
        assert_eq!(folder.find("y.o"), Some("b/y.o".into()));
        assert_eq!(folder.find("z.o"), Some("z.o".into()));
        assert_eq!(folder.find("a"), None);
        assert_eq!(folder.find("missing.o"), None);
    }

    #[test]
    fn build_output_hidden_folders_and_other_packages_are_skipped() {
        let files = ["target/x.o", ".git/x.o", "out/CACHEDIR.TAG", "out/x.o", "other/Cargo.toml", "other/x.o"];
        let folder = Folder::with("skipped", &files);
        assert_eq!(folder.find("x.o"), None);
    }

    #[test]
    fn the_search_ends_after_so_many_files_and_folders() {
        let folder = Folder::with("many", &["a/x.o", "b/y.o", "z.o"]);
        let found = |left| file_among(&folder.0, "y.o".as_ref(), left);
        // `a`, `b`, `z.o`, `a/x.o` and `b/y.o`
        assert_eq!(found(4), None);
        assert_eq!(found(5), Some("b/y.o".into()));
    }

    #[test]
    fn the_search_ends_in_a_tree_that_is_too_deep() {
        let folder = Folder::with("deep", &[&format!("{}x.o", "d/".repeat(9)), &format!("{}y.o", "d/".repeat(8))]);
        assert_eq!(folder.find("x.o"), None);
        assert_eq!(folder.find("y.o"), Some(format!("{}y.o", "d/".repeat(8)).into()));
    }
}
