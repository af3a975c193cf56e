//! Writing a file on Linux.
//!
//! A library for temporary files works with paths. This module works relative to an open folder, since `ktsnap capture` runs as
//! root: another user could exchange a part of a path between the check of that path and the creation or the rename.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};

use rustix::fs::{self, AtFlags, Mode, OFlags, Stat};
use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

use super::walk::{FileKind, PathEnd, meta, walk};
use super::{Destination, Refusal};

/// A place that may be written to.
pub(super) enum LinuxTarget {
    /// A regular file, with its permissions if it exists.
    File { folder: OwnedFd, name: OsString, mode: Option<u32> },
    /// A pipe or a device, which holds no data that could be lost.
    Special { opened: OwnedFd, has_name: bool },
}

/// Resolves the destination's path, and refuses what must not be replaced.
pub(super) fn find(to: &Destination<'_>) -> Result<LinuxTarget, Refusal> {
    let (folder, name, (opened, stat)) = match walk(to.path)? {
        PathEnd::Name { folder, name, there: None } => return Ok(LinuxTarget::File { folder, name, mode: None }),
        PathEnd::Name { folder, name, there: Some(there) } => (folder, name, there),
        PathEnd::Nameless(_, stat) if meta(&stat).kind == FileKind::Regular => return Err(Refusal::Deleted),
        PathEnd::Nameless(opened, _) => return Ok(LinuxTarget::Special { opened, has_name: false }),
    };
    if meta(&stat).kind != FileKind::Regular {
        return Ok(LinuxTarget::Special { opened, has_name: true });
    }
    let is_same = |input: Stat| (input.st_dev, input.st_ino) == (stat.st_dev, stat.st_ino);
    if to.input.is_some_and(|input| fs::stat(input).is_ok_and(is_same)) {
        return Err(Refusal::Input);
    }
    let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    to.may_replace(size, || read(&folder, &name, &stat))?;
    Ok(LinuxTarget::File { folder, name, mode: Some(meta(&stat).mode & 0o777) })
}

/// Opens the file that the walk found; an error if another file has replaced it since then.
fn read(folder: &OwnedFd, name: &OsStr, found: &Stat) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = fs::openat(folder, name, flags, Mode::empty())?;
    let stat = fs::fstat(&opened)?;
    match (stat.st_dev, stat.st_ino) == (found.st_dev, found.st_ino) {
        true => Ok(File::from(opened)),
        false => Err(Errno::AGAIN.into()),
    }
}

impl LinuxTarget {
    pub(super) fn write(self, to: &Destination<'_>, contents: &[u8]) -> Result<(), Refusal> {
        match self {
            Self::Special { opened, has_name } => Ok(reopen(&opened, has_name)?.write_all(contents)?),
            Self::File { folder, name, mode } => replace(&folder, &name, to, mode, contents)
                .map_err(|error| Refusal::System { error, existed: mode.is_some() }),
        }
    }

    /// Removes the file's name.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(super) fn remove(self) -> Result<(), Refusal> {
        let Self::File { folder, name, mode: Some(_) } = self else { return Err(Refusal::OtherKind) };
        let removed = fs::unlinkat(folder, name, AtFlags::empty());
        removed.map_err(|error| Refusal::System { error: error.into(), existed: true })
    }
}

/// Opens the file that was checked for writing, even if its name now belongs to another file.
fn reopen(opened: &OwnedFd, has_name: bool) -> io::Result<File> {
    let path = format!("/proc/self/fd/{}", opened.as_raw_fd());
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOCTTY;
    if has_name {
        // Opening a pipe waits for a reader.
        return Ok(File::from(fs::open(path, flags, Mode::empty())?));
    }
    // Don't wait: no other process can open a pipe without a name to read it.
    let file = match fs::open(path, flags | OFlags::NONBLOCK, Mode::empty()) {
        Err(Errno::NXIO) => return Err(Errno::PIPE.into()),
        opened => opened?,
    };
    fs::fcntl_setfl(&file, OFlags::empty())?;
    Ok(File::from(file))
}

/// Writes a new file and renames it. The new file is in the same folder, since a rename can't cross file systems.
fn replace(
    folder: &OwnedFd,
    name: &OsStr,
    to: &Destination<'_>,
    existing: Option<u32>,
    contents: &[u8],
) -> io::Result<()> {
    let mode = to.mode.or(existing).or(to.kind.new_mode());
    let new = NewFile::create(folder, mode)?;
    let mut file = &new.file;
    file.write_all(contents)?;
    if let Some(mode) = mode {
        // Not subject to the umask, unlike the mode at creation.
        fs::fchmod(file, Mode::from_raw_mode(mode))?;
    }
    file.sync_all()?;
    fs::renameat(folder, &new.name, folder, name)?;
    new.keep();
    // Best effort: the new file is complete, but if the folder can't be synced, a crash may restore the old file.
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    _ = fs::openat(folder, ".", flags, Mode::empty()).and_then(fs::fsync);
    Ok(())
}

/// A file under a temporary name, removed on drop unless it is kept.
struct NewFile<'f> {
    folder: &'f OwnedFd,
    name: String,
    file: File,
    is_kept: bool,
}

impl<'f> NewFile<'f> {
    /// Creates a file that no other user can open; without `mode`, the umask decides its permissions.
    fn create(folder: &'f OwnedFd, mode: Option<u32>) -> io::Result<Self> {
        let name = format!(".ktsnap-{:016x}", u64::from_ne_bytes(random()?));
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if mode.is_some() { 0o600 } else { 0o666 });
        let file = File::from(fs::openat(folder, &name, flags, mode)?);
        Ok(Self { folder, name, file, is_kept: false })
    }

    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewFile<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // Best-effort cleanup; the caller reports the original error.
            _ = fs::unlinkat(self.folder, &self.name, AtFlags::empty());
        }
    }
}

fn random() -> io::Result<[u8; 8]> {
    let mut bytes = [0; 8];
    // The kernel never returns fewer bytes than requested for requests of up to 256 bytes.
    getrandom(&mut bytes, GetRandomFlags::empty())?;
    Ok(bytes)
}
