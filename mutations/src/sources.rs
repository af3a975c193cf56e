//! The source files whose code decides values.

use std::fs;
use std::path::{Path, PathBuf};

use syn::{Item, ItemMod};

use crate::Failure;

/// The crates that are changed.
pub(crate) const CRATES: [&str; 5] =
    ["ktsnap-btf", "ktsnap-core", "ktsnap-ratio", "ktsnap-render", "ktsnap-derive-internals"];

/// The files of a crate that are compiled without `cfg(test)`, as paths from the root of the workspace.
pub(crate) fn files_of(root: &Path, name: &str) -> Result<Vec<PathBuf>, Failure> {
    let library = Path::new(name).join("src/lib.rs");
    let mut files = Vec::new();
    let folder = library.with_file_name("");
    add_file(root, library, &folder, &mut files)?;
    files.sort();
    Ok(files)
}

/// Adds a file and those of its modules, which are in `folder`.
fn add_file(root: &Path, file: PathBuf, folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let source = fs::read_to_string(root.join(&file)).map_err(|error| format!("{}: {error}", file.display()))?;
    let items = syn::parse_file(&source).map_err(|error| format!("{}: {error}", file.display()))?.items;
    files.push(file);
    add_modules(root, &items, folder, files)
}

fn add_modules(root: &Path, items: &[Item], folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for item in items {
        let Item::Mod(module) = item else { continue };
        if is_for_tests(&module.attrs) {
            continue;
        }
        let ItemMod { ident, content, .. } = module;
        let folder = folder.join(ident.to_string());
        if let Some((_, items)) = content {
            add_modules(root, items, &folder, files)?;
            continue;
        }
        let nested = folder.join("mod.rs");
        let file = if root.join(&nested).exists() { nested } else { folder.with_extension("rs") };
        add_file(root, file, &folder, files)?;
    }
    Ok(())
}

/// Whether an item has an attribute `cfg` that names `test` or `doctest`.
pub(crate) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test" || name == "doctest")
    })
}
