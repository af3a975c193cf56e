//! The path in `object = "..."` or `layout = "..."`, relative to the package of the source file.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::failure;

/// The path to write in the attribute. Prints a note if a relative path can't be made relative to a package.
pub(super) fn written(path: &Path) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let package = folder(&here);
    match &package {
        Some(package) if path.is_absolute() => path.strip_prefix(package).unwrap_or(path).to_owned(),
        Some(package) => from_package(path, here.strip_prefix(package).unwrap_or(Path::new(""))),
        None => {
            if path.is_relative() {
                failure::note(format_args!(
                    "this folder is not in a Cargo package, so the path of the object is written as given, `{}`, but the derive \
                     resolves it from the folder of the package's Cargo.toml: run this inside the package, or give the path \
                     to write with `--object-as`",
                    path.display()
                ));
            }
            path.to_owned()
        }
    }
}

/// A path that is relative to the folder `below` of a package, relative to the package.
fn from_package(path: &Path, below: &Path) -> PathBuf {
    let mut written = below.to_owned();
    let mut rest = path.components().filter(|part| *part != Component::CurDir).peekable();
    // Only leading `..` are removed: `a/..` is another folder if `a` is a link.
    while !written.as_os_str().is_empty() && rest.next_if_eq(&Component::ParentDir).is_some() {
        written.pop();
    }
    written.extend(rest);
    written
}

/// The nearest folder, from this one up, whose `Cargo.toml` describes a package: Cargo sets `CARGO_MANIFEST_DIR` to it.
fn folder(here: &Path) -> Option<PathBuf> {
    let is_package = |manifest: &str| {
        let tables = manifest.lines().map(|line| line.split('#').next().unwrap_or_default());
        tables.map(|line| line.replace([' ', '\t'], "")).any(|line| line == "[package]" || line.starts_with("package."))
    };
    here.ancestors()
        .find(|folder| fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|manifest| is_package(&manifest)))
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_at_the_package() {
        for (path, below, expected) in [
            ("bpf/x.o", "", "bpf/x.o"),
            ("./x.o", "", "x.o"),
            ("../x.o", "", "../x.o"),
            ("x.o", "tests", "tests/x.o"),
            ("../bpf/x.o", "tests", "bpf/x.o"),
            ("../../bpf/x.o", "tests/unit", "bpf/x.o"),
            ("../../x.o", "tests", "../x.o"),
            ("../../../x.o", "tests", "../../x.o"),
            ("../a/../x.o", "tests", "a/../x.o"),
        ] {
            assert_eq!(from_package(Path::new(path), Path::new(below)), Path::new(expected), "{path} in {below}");
        }
    }
}
