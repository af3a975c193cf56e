//! Writing a file on other systems than Linux, where nothing of ktsnap runs with privileges.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Destination, Refusal};

/// A place that may be written to.
pub(super) enum Target {
    /// A regular file, with its permissions if it exists.
    File(PathBuf, Option<fs::Permissions>),
    /// A pipe or a device.
    Special(PathBuf),
}

pub(super) fn find(to: &Destination<'_>) -> Result<Target, Refusal> {
    let path = fs::canonicalize(to.path).unwrap_or_else(|_| to.path.to_owned());
    let Ok(there) = fs::metadata(&path) else {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        return match folder.is_none_or(Path::exists) {
            true => Ok(Target::File(path, None)),
            false => Err(Refusal::NoFolder),
        };
    };
    if there.is_dir() {
        return Err(Refusal::Folder);
    }
    if !there.is_file() {
        return Ok(Target::Special(path));
    }
    if to.input.is_some_and(|input| fs::canonicalize(input).is_ok_and(|input| input == path)) {
        return Err(Refusal::Input);
    }
    to.may_replace(there.len(), || File::open(&path))?;
    Ok(Target::File(path, Some(there.permissions())))
}

impl Target {
    pub(super) fn write(self, _to: &Destination<'_>, contents: &[u8]) -> Result<(), Refusal> {
        match self {
            Self::Special(path) => Ok(OpenOptions::new().write(true).open(path)?.write_all(contents)?),
            Self::File(path, permissions) => {
                let existed = permissions.is_some();
                replace(&path, permissions, contents).map_err(|error| Refusal::System { error, existed })
            }
        }
    }
}

impl Target {
    /// Removes the file's name.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(super) fn remove(self) -> Result<(), Refusal> {
        let Self::File(path, Some(_)) = self else { return Err(Refusal::OtherKind) };
        fs::remove_file(path).map_err(|error| Refusal::System { error, existed: true })
    }
}

fn replace(path: &Path, permissions: Option<fs::Permissions>, contents: &[u8]) -> io::Result<()> {
    let new = path.with_file_name(format!(".ktsnap-{:016x}", RandomState::new().hash_one(())));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&new)?;
    let written = file.write_all(contents).and_then(|()| {
        permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions))?;
        file.sync_all()?;
        fs::rename(&new, path)
    });
    // Best-effort cleanup; the caller reports the original error.
    written.inspect_err(|_| _ = fs::remove_file(&new))
}
