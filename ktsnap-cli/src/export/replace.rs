//! Writing a file so that whoever reads it finds the old contents or the new ones, and never a part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::failure::Failure;

/// Writes the file, or leaves what was there.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::of(path, "can't be written", error);
    // A link stays one: what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(there) if there.is_dir() => {
            return Err(Failure::of(path, "is a folder", "name the file to write in it"));
        }
        // A pipe or a device is written to as it is.
        Ok(there) if !there.is_file() => return fs::write(&target, contents).map_err(failed),
        Ok(_) => {}
        Err(_) => {
            if let Some(folder) = missing(&target) {
                let fact = format!("can't be written, since there is no folder {}", folder.display());
                return Err(Failure::of(path, fact, "make it first"));
            }
        }
    }
    let (beside, mut file) = create_beside(&target).map_err(failed)?;
    let written = file.write_all(contents).and_then(|()| file.sync_all());
    let replaced = written.and_then(|()| {
        if let Ok(there) = fs::metadata(&target) {
            fs::set_permissions(&beside, there.permissions())?;
        }
        fs::rename(&beside, &target)
    });
    replaced.map_err(|error| {
        // The error is told; what is left of the attempt is no news.
        _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// The outermost folder of the path that is not there.
fn missing(target: &Path) -> Option<PathBuf> {
    let folders = target.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    folders.take_while(|folder| !folder.exists()).last().map(Path::to_owned)
}

/// A new file in the same folder, since a rename does not lead from one file system to another.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.new", process::id()));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    Ok((beside, file))
}
