//! Writing a file on other systems than Linux, where nothing of ktsnap runs with privileges.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::destination::{Destination, Fill, Refusal};

/// A place that may be written to.
pub(super) enum PortableTarget {
    /// A regular file, with its permissions if it exists.
    File(PathBuf, Option<fs::Permissions>),
    /// A pipe or a device.
    Special(PathBuf),
}

/// Resolves the destination's path, and refuses what must not be replaced.
pub(super) fn find(to: &Destination<'_>) -> Result<PortableTarget, Refusal> {
    let path = fs::canonicalize(to.path).unwrap_or_else(|_| to.path.to_owned());
    let Ok(existing) = fs::metadata(&path) else {
        return match folder(&path).exists() {
            true => Ok(PortableTarget::File(path, None)),
            false => Err(Refusal::NoFolder),
        };
    };
    if existing.is_dir() {
        return Err(Refusal::Folder);
    }
    if !existing.is_file() {
        return Ok(PortableTarget::Special(path));
    }
    if let Some(input) = to.input {
        match fs::canonicalize(input) {
            Ok(input) if input == path => return Err(Refusal::Input),
            Ok(_) => {}
            // Standard input, or the name of a run.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(Refusal::UncheckedInput(error)),
        }
    }
    to.may_replace(existing.len(), || File::open(&path))?;
    Ok(PortableTarget::File(path, Some(existing.permissions())))
}

impl PortableTarget {
    pub(super) fn write<R>(self, _to: &Destination<'_>, fill: impl Fill<R>) -> Result<R, Refusal> {
        match self {
            Self::Special(path) => Ok(fill(&mut OpenOptions::new().write(true).open(path)?)?),
            Self::File(path, permissions) => {
                let existed = permissions.is_some();
                replace(&path, permissions, fill).map_err(|error| Refusal::System { error, existed })
            }
        }
    }

    /// Removes the file's name.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(super) fn remove(self) -> Result<(), Refusal> {
        let Self::File(path, Some(_)) = self else { return Err(Refusal::OtherKind) };
        fs::remove_file(path).map_err(|error| Refusal::System { error, existed: true })
    }
}

fn replace<R>(path: &Path, permissions: Option<fs::Permissions>, fill: impl Fill<R>) -> io::Result<R> {
    let mut file = tempfile::Builder::new().prefix(".ktsnap-").tempfile_in(folder(path))?;
    let filled = fill(&mut file)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map(|_| filled).map_err(|error| error.error)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::ContentKind;

    const LAYOUT: &str = r#"{"ktsnap_layout": 1}"#;

    fn destination(path: &Path) -> Destination<'_> {
        Destination { path, kind: ContentKind::Layout, input: None, force: false, mode: None }
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_created_replaced_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("layout.json");
        let to = destination(&path);
        for contents in [LAYOUT, r#"{"ktsnap_layout": 2}"#] {
            find(&to).unwrap().write(&to, |to| to.write_all(contents.as_bytes())).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), contents);
        }
        assert_eq!(names(folder.path()), ["layout.json"], "no temporary file is left");
        find(&to).unwrap().remove().unwrap();
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn an_existing_file_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("layout.json");
        fs::write(&path, LAYOUT).unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let to = destination(&path);
        find(&to).unwrap().write(&to, |to| to.write_all(b"{\"ktsnap_layout\": 2}")).unwrap();
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
    }

    #[test]
    fn folders_inputs_and_files_of_another_kind_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        fs::write(&file, "text").unwrap();
        assert!(matches!(find(&destination(folder.path())), Err(Refusal::Folder)));
        assert!(matches!(find(&destination(&file)), Err(Refusal::OtherKind)));
        assert!(matches!(find(&Destination { input: Some(&file), ..destination(&file) }), Err(Refusal::Input)));
        assert!(find(&Destination { force: true, ..destination(&file) }).is_ok());
        assert!(matches!(find(&destination(&folder.path().join("no/layout.json"))), Err(Refusal::NoFolder)));
        assert_eq!(names(folder.path()), ["notes.txt"]);
    }
}
