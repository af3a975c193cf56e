//! Writing a file on Linux: resolving its path, and replacing it.
//!
//! A library for temporary files works with paths. This module works relative to an open folder, since `ktsnap capture` runs as
//! root: another user could exchange a part of a path between the check of that path and the creation or the rename.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{self, AtFlags, CWD, Mode, OFlags, PROC_SUPER_MAGIC, Stat};
use rustix::io::{Errno, retry_on_intr};
use rustix::rand::{GetRandomFlags, getrandom};

use super::destination::{Destination, Fill, Refusal};
use super::planted::{FileKind, meta, planted};

/// The kernel's limit of links in a path.
const MAX_LINKS: usize = 40;

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
    if let Some(input) = to.input {
        match retry_on_intr(|| fs::stat(input)) {
            Ok(input) if is_same(input) => return Err(Refusal::Input),
            // Standard input, or the name of a run.
            Ok(_) | Err(Errno::NOENT | Errno::NOTDIR) => {}
            Err(error) => return Err(Refusal::UncheckedInput(error.into())),
        }
    }
    let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    to.may_replace(size, || read(&folder, &name, &stat))?;
    Ok(LinuxTarget::File { folder, name, mode: Some(meta(&stat).mode & 0o777) })
}

/// What a path resolves to.
enum PathEnd {
    /// A name in a folder, and the file with that name if it exists, opened without access to its contents.
    Name { folder: OwnedFd, name: OsString, there: Option<(OwnedFd, Stat)> },
    /// The target of a link in `/proc` that has no name in a folder, for example the pipe of `/dev/stdout`.
    Nameless(OwnedFd, Stat),
}

/// Resolves a path as the kernel would. Each part is opened before its owner is checked, so no one can exchange it between the
/// check and the use.
fn walk(path: &Path) -> Result<PathEnd, Refusal> {
    if path.as_os_str().as_bytes().ends_with(b"/") {
        return Err(Refusal::Folder);
    }
    let user = rustix::process::geteuid().as_raw();
    let mut folder = begin(path)?;
    // The part of the path that is resolved, for messages.
    let mut so_far = PathBuf::new();
    let mut parts = parts(path);
    let mut links = 0;
    while let Some(part) = parts.pop_front() {
        let opened = match open(&folder, &part, OFlags::PATH | OFlags::NOFOLLOW) {
            Ok(opened) => opened,
            Err(Errno::NOENT) if parts.is_empty() => return Ok(PathEnd::Name { folder, name: part, there: None }),
            Err(Errno::NOENT) => return Err(Refusal::NoFolder),
            Err(error) => return Err(refused(error)),
        };
        let stat = stat(&opened)?;
        let meta = meta(&stat);
        if meta.kind == FileKind::Folder {
            (folder, so_far) = (opened, so_far.join(&part));
            continue;
        }
        if let Some(what) = planted(&meta, &self::meta(&self::stat(&folder)?), user) {
            return Err(Refusal::Planted { path: so_far.join(&part), what });
        }
        if meta.kind == FileKind::Link {
            links += 1;
            if links > MAX_LINKS {
                return Err(refused(Errno::LOOP));
            }
            if let Some((target, stat)) = in_proc(&folder, &part)? {
                if parts.is_empty() {
                    return Ok(PathEnd::Nameless(target, stat));
                }
                return Err(refused(Errno::NOTDIR));
            }
            let target = fs::readlinkat(&opened, "", Vec::new()).map_err(refused)?;
            let target = PathBuf::from(OsString::from_vec(target.into_bytes()));
            if target.is_absolute() {
                (folder, so_far) = (begin(&target)?, PathBuf::new());
            }
            for part in self::parts(&target).into_iter().rev() {
                parts.push_front(part);
            }
        } else if parts.is_empty() {
            return Ok(PathEnd::Name { folder, name: part, there: Some((opened, stat)) });
        } else {
            return Err(refused(Errno::NOTDIR));
        }
    }
    Err(Refusal::Folder)
}

/// Opens the folder in which the path begins.
fn begin(path: &Path) -> Result<OwnedFd, Refusal> {
    let begin = if path.is_absolute() { "/" } else { "." };
    open(CWD, begin, OFlags::PATH | OFlags::DIRECTORY).map_err(refused)
}

/// The names in a path, including `..`. The root is the name `/`, which `openat` opens.
fn parts(path: &Path) -> VecDeque<OsString> {
    path.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned()).collect()
}

/// The target of a link in `/proc` whose text is not a path: a pipe, a socket or a deleted file.
fn in_proc(folder: &OwnedFd, name: &OsStr) -> Result<Option<(OwnedFd, Stat)>, Refusal> {
    let system = fs::fstatfs(folder).map_err(refused)?;
    if system.f_type != PROC_SUPER_MAGIC {
        return Ok(None);
    }
    let target = open(folder, name, OFlags::PATH).map_err(refused)?;
    let stat = stat(&target)?;
    Ok((!matches!(meta(&stat).kind, FileKind::Folder | FileKind::Regular) || stat.st_nlink == 0)
        .then_some((target, stat)))
}

fn refused(error: Errno) -> Refusal {
    Refusal::from(io::Error::from(error))
}

/// Opens a file that exists. A signal interrupts the call on some file systems, for example on those in user space.
fn open(folder: impl AsFd, name: impl AsRef<OsStr>, flags: OFlags) -> Result<OwnedFd, Errno> {
    retry_on_intr(|| fs::openat(&folder, name.as_ref(), flags | OFlags::CLOEXEC, Mode::empty()))
}

fn stat(file: &OwnedFd) -> Result<Stat, Refusal> {
    retry_on_intr(|| fs::fstat(file)).map_err(refused)
}

/// Opens the file that the walk found; an error if another file has replaced it since then.
fn read(folder: &OwnedFd, name: &OsStr, found: &Stat) -> io::Result<File> {
    let opened = open(folder, name, OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY)?;
    let stat = retry_on_intr(|| fs::fstat(&opened))?;
    match (stat.st_dev, stat.st_ino) == (found.st_dev, found.st_ino) {
        true => Ok(File::from(opened)),
        false => Err(Errno::AGAIN.into()),
    }
}

impl LinuxTarget {
    pub(super) fn write<R>(self, to: &Destination<'_>, fill: impl Fill<R>) -> Result<R, Refusal> {
        match self {
            Self::Special { opened, has_name } => Ok(fill(&mut reopen(&opened, has_name)?)?),
            Self::File { folder, name, mode } => replace(&folder, &name, to, mode, fill)
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
    let flags = OFlags::WRONLY | OFlags::NOCTTY;
    if has_name {
        // Opening a pipe waits for a reader.
        return Ok(File::from(open(CWD, path, flags)?));
    }
    // Don't wait: no other process can open a pipe without a name to read it.
    let file = match open(CWD, path, flags | OFlags::NONBLOCK) {
        Err(Errno::NXIO) => return Err(Errno::PIPE.into()),
        opened => opened?,
    };
    fs::fcntl_setfl(&file, OFlags::empty())?;
    Ok(File::from(file))
}

/// Writes a new file and renames it. The new file is in the same folder, since a rename can't cross file systems.
///
/// If the file system allows it, the new file has no name until it is complete. If the process is killed before then, no
/// file remains.
fn replace<R>(
    folder: &OwnedFd,
    name: &OsStr,
    to: &Destination<'_>,
    existing: Option<u32>,
    fill: impl Fill<R>,
) -> io::Result<R> {
    let mode = to.mode.or(existing).or(to.kind.new_mode());
    // If the file system has no files without a name, the error that counts is that of the file with a name.
    let (new, filled) = match create(folder, ".", OFlags::TMPFILE, mode) {
        Ok(file) => {
            let filled = filled(&file, mode, fill)?;
            let new = match NewFile::linked(folder, &file)? {
                Some(new) => new,
                None => NewFile::named(folder, mode, |to| copy(&file, to))?.0,
            };
            (new, filled)
        }
        Err(_) => NewFile::named(folder, mode, fill)?,
    };
    // Not repeated if a signal interrupts it: if the first call took effect, a second one would fail.
    fs::renameat(folder, &new.name, folder, name)?;
    new.keep();
    // Best effort: the new file is complete, but if the folder can't be synced, a crash may restore the old file.
    _ = open(folder, ".", OFlags::RDONLY | OFlags::DIRECTORY).and_then(|folder| retry_on_intr(|| fs::fsync(&folder)));
    Ok(filled)
}

/// A file under a temporary name, removed on drop unless it is kept.
struct NewFile<'f> {
    folder: &'f OwnedFd,
    name: String,
    is_kept: bool,
}

impl<'f> NewFile<'f> {
    /// Gives a complete file without a name a temporary one. Returns `None` if `/proc` is not mounted.
    fn linked(folder: &'f OwnedFd, file: &File) -> io::Result<Option<Self>> {
        let name = random_name()?;
        let opened = format!("/proc/self/fd/{}", file.as_raw_fd());
        let linked = fs::linkat(CWD, opened, folder, &name, AtFlags::SYMLINK_FOLLOW);
        Ok(linked.is_ok().then_some(Self { folder, name, is_kept: false }))
    }

    /// Writes a file that has a temporary name from the start.
    fn named<R>(folder: &'f OwnedFd, mode: Option<u32>, fill: impl Fill<R>) -> io::Result<(Self, R)> {
        let name = random_name()?;
        let file = create(folder, &name, OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW, mode)?;
        let new = Self { folder, name, is_kept: false };
        let filled = filled(&file, mode, fill)?;
        Ok((new, filled))
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

/// Creates a file that no other user can open; without `mode`, the umask decides its permissions.
fn create(folder: &OwnedFd, name: &str, flags: OFlags, mode: Option<u32>) -> io::Result<File> {
    let mode = Mode::from_raw_mode(if mode.is_some() { 0o600 } else { 0o666 });
    let flags = OFlags::RDWR | OFlags::CLOEXEC | flags;
    Ok(File::from(retry_on_intr(|| fs::openat(folder, name, flags, mode))?))
}

/// Writes the contents of a new file to the disk, and sets its permissions.
fn filled<R>(mut file: &File, mode: Option<u32>, fill: impl Fill<R>) -> io::Result<R> {
    let filled = fill(&mut file)?;
    if let Some(mode) = mode {
        // Not subject to the umask, unlike the mode at creation.
        retry_on_intr(|| fs::fchmod(file, Mode::from_raw_mode(mode)))?;
    }
    file.sync_all()?;
    Ok(filled)
}

/// Copies a file from its start.
fn copy(mut from: &File, to: &mut dyn Write) -> io::Result<()> {
    from.rewind()?;
    io::copy(&mut from, to).map(drop)
}

fn random_name() -> io::Result<String> {
    let mut bytes = [0; 8];
    // The kernel never returns fewer bytes than requested for requests of up to 256 bytes.
    retry_on_intr(|| getrandom(&mut bytes, GetRandomFlags::empty()))?;
    Ok(format!(".ktsnap-{:016x}", u64::from_ne_bytes(bytes)))
}
