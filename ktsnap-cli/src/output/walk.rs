//! From a path to the file that it leads to, through links that nobody has planted.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{self, FileType, Mode, OFlags, PROC_SUPER_MAGIC, Stat};
use rustix::io::Errno;

use super::Refusal;
use super::planted::{FileKind, Meta, planted};

/// The kernel's limit of links in one path.
const MAX_LINKS: usize = 40;

/// Where a path leads.
pub(super) enum Place {
    /// A name in a folder, and the file of that name, opened without access to its contents.
    Name { folder: OwnedFd, name: OsString, there: Option<(OwnedFd, Stat)> },
    /// What a link in `/proc` stands for, as `/dev/stdout` does for a pipe. It has no name in a folder.
    Nameless(OwnedFd, Stat),
}

/// Follows the path as the kernel would. Each part is opened before its owner is looked at, so it can't be exchanged
/// in between.
pub(super) fn walk(path: &Path) -> Result<Place, Refusal> {
    if path.as_os_str().as_bytes().ends_with(b"/") {
        return Err(Refusal::Folder);
    }
    let user = rustix::process::geteuid().as_raw();
    let mut folder = begin(path)?;
    // As far as the walk has come, for messages.
    let mut so_far = PathBuf::new();
    let mut parts = parts(path);
    let mut links = 0;
    while let Some(part) = parts.pop_front() {
        let opened = match fs::openat(&folder, &part, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
        {
            Ok(opened) => opened,
            Err(Errno::NOENT) if parts.is_empty() => return Ok(Place::Name { folder, name: part, there: None }),
            Err(Errno::NOENT) => return Err(Refusal::NoFolder),
            Err(error) => return Err(refused(error)),
        };
        let stat = fs::fstat(&opened).map_err(refused)?;
        let meta = meta(&stat);
        if meta.kind == FileKind::Folder {
            (folder, so_far) = (opened, so_far.join(&part));
            continue;
        }
        if let Some(what) = planted(&meta, &self::meta(&fs::fstat(&folder).map_err(refused)?), user) {
            return Err(Refusal::Planted { path: so_far.join(&part), what });
        }
        if meta.kind == FileKind::Link {
            links += 1;
            if links > MAX_LINKS {
                return Err(refused(Errno::LOOP));
            }
            if let Some((target, stat)) = in_proc(&folder, &part)? {
                if parts.is_empty() {
                    return Ok(Place::Nameless(target, stat));
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
            return Ok(Place::Name { folder, name: part, there: Some((opened, stat)) });
        } else {
            return Err(refused(Errno::NOTDIR));
        }
    }
    Err(Refusal::Folder)
}

/// The folder in which the path begins.
fn begin(path: &Path) -> Result<OwnedFd, Refusal> {
    let begin = if path.is_absolute() { "/" } else { "." };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    fs::open(begin, flags, Mode::empty()).map_err(refused)
}

/// The names in a path, and `..`. The root is `/`, which is a name that `openat` opens.
fn parts(path: &Path) -> VecDeque<OsString> {
    path.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned()).collect()
}

/// What a link of `/proc` stands for, if it can't be followed by its text: a pipe, a socket or a deleted file.
fn in_proc(folder: &OwnedFd, name: &OsStr) -> Result<Option<(OwnedFd, Stat)>, Refusal> {
    let system = fs::fstatfs(folder).map_err(refused)?;
    if system.f_type != PROC_SUPER_MAGIC {
        return Ok(None);
    }
    let target = fs::openat(folder, name, OFlags::PATH | OFlags::CLOEXEC, Mode::empty());
    let target = target.map_err(refused)?;
    let stat = fs::fstat(&target).map_err(refused)?;
    Ok((!matches!(meta(&stat).kind, FileKind::Folder | FileKind::Regular) || stat.st_nlink == 0)
        .then_some((target, stat)))
}

pub(super) fn meta(stat: &Stat) -> Meta {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => FileKind::Regular,
        FileType::Directory => FileKind::Folder,
        FileType::Symlink => FileKind::Link,
        FileType::Fifo => FileKind::Fifo,
        _ => FileKind::Other,
    };
    #[allow(clippy::useless_conversion, reason = "the width of the number of links differs between machines")]
    let links = u64::from(stat.st_nlink);
    Meta { owner: stat.st_uid, mode: stat.st_mode & 0o7777, links, kind }
}

fn refused(error: Errno) -> Refusal {
    Refusal::from(io::Error::from(error))
}
