//! Resolves a path to the file that it names, and refuses links and files that another user may have planted.
//!
//! In a folder that everyone can write to, for example `/tmp`, another user may plant a file. [`planted`] applies the rules of the
//! kernel's `protected_symlinks`, `protected_hardlinks`, `protected_fifos` and `protected_regular`, whatever the machine's
//! sysctls are. It is stricter in three ways: it checks every link in the path, not only the last; it checks folders without the
//! sticky bit if everyone can write to them; and it refuses a file with several hard links, since another user may have created
//! the link that is written to.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{self, FileType, Mode, OFlags, PROC_SUPER_MAGIC, Stat};
use rustix::io::Errno;

use super::Refusal;

/// The kernel's limit of links in a path.
const MAX_LINKS: usize = 40;

/// What a path resolves to.
pub(super) enum PathEnd {
    /// A name in a folder, and the file with that name if it exists, opened without access to its contents.
    Name { folder: OwnedFd, name: OsString, there: Option<(OwnedFd, Stat)> },
    /// The target of a link in `/proc` that has no name in a folder, for example the pipe of `/dev/stdout`.
    Nameless(OwnedFd, Stat),
}

/// Resolves a path as the kernel would. Each part is opened before its owner is checked, so no one can exchange it between the
/// check and the use.
pub(super) fn walk(path: &Path) -> Result<PathEnd, Refusal> {
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
        let opened = match fs::openat(&folder, &part, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
        {
            Ok(opened) => opened,
            Err(Errno::NOENT) if parts.is_empty() => return Ok(PathEnd::Name { folder, name: part, there: None }),
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
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    fs::open(begin, flags, Mode::empty()).map_err(refused)
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
    let target = fs::openat(folder, name, OFlags::PATH | OFlags::CLOEXEC, Mode::empty());
    let target = target.map_err(refused)?;
    let stat = fs::fstat(&target).map_err(refused)?;
    Ok((!matches!(meta(&stat).kind, FileKind::Folder | FileKind::Regular) || stat.st_nlink == 0)
        .then_some((target, stat)))
}

pub(super) fn meta(stat: &Stat) -> FileMeta {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => FileKind::Regular,
        FileType::Directory => FileKind::Folder,
        FileType::Symlink => FileKind::Link,
        FileType::Fifo => FileKind::Fifo,
        _ => FileKind::Other,
    };
    #[allow(clippy::useless_conversion, reason = "the width of the number of links differs between machines")]
    let links = u64::from(stat.st_nlink);
    FileMeta { owner: stat.st_uid, mode: stat.st_mode & 0o7777, links, kind }
}

fn refused(error: Errno) -> Refusal {
    Refusal::from(io::Error::from(error))
}

/// The facts about a file or folder that [`planted`] decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileMeta {
    pub(super) owner: u32,
    /// The permissions, with the sticky bit.
    pub(super) mode: u32,
    /// The number of hard links.
    pub(super) links: u64,
    pub(super) kind: FileKind,
}

/// The type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Regular,
    Folder,
    Link,
    Fifo,
    /// A device or a socket.
    Other,
}

/// Why a file may be planted. The `Display` text continues the path of that file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Planted {
    /// It belongs to another user.
    Of { kind: FileKind, owner: u32 },
    /// It has several hard links.
    Names(u64),
}

impl fmt::Display for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of { kind, owner } => {
                let what = match kind {
                    FileKind::Link => "is a link",
                    FileKind::Fifo => "is a pipe",
                    FileKind::Regular => "is a file",
                    FileKind::Folder | FileKind::Other => "is a device",
                };
                write!(f, "{what} of user {owner} in a folder where other users can create files")
            }
            Self::Names(links) => write!(f, "has {links} hard links, and other users can create files in its folder"),
        }
    }
}

/// Whether another user may have planted `file` in `folder`, from the view of the effective user `user`, who writes to it.
pub(super) fn planted(file: &FileMeta, folder: &FileMeta, user: u32) -> Option<Planted> {
    let is_sticky = folder.mode & 0o1000 != 0;
    let is_shared = folder.mode & 0o002 != 0 || (is_sticky && folder.mode & 0o020 != 0);
    if !is_shared || file.kind == FileKind::Folder {
        return None;
    }
    if file.owner != user && file.owner != folder.owner {
        return Some(Planted::Of { kind: file.kind, owner: file.owner });
    }
    (file.kind == FileKind::Regular && file.links > 1).then_some(Planted::Names(file.links))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: u32 = 0;
    const ALICE: u32 = 1000;
    const MALLORY: u32 = 65534;

    fn folder(owner: u32, mode: u32) -> FileMeta {
        FileMeta { owner, mode, links: 2, kind: FileKind::Folder }
    }

    fn file(owner: u32, kind: FileKind) -> FileMeta {
        FileMeta { owner, mode: 0o666, links: 1, kind }
    }

    const KINDS: [FileKind; 4] = [FileKind::Regular, FileKind::Link, FileKind::Fifo, FileKind::Other];

    #[test]
    fn a_file_of_another_user_in_tmp_is_planted() {
        for kind in KINDS {
            let of = Some(Planted::Of { kind, owner: MALLORY });
            for user in [ROOT, ALICE] {
                assert_eq!(planted(&file(MALLORY, kind), &folder(ROOT, 0o1777), user), of, "{kind:?}");
            }
            assert_eq!(planted(&file(MALLORY, kind), &folder(ROOT, 0o777), ROOT), of, "without the sticky bit");
            assert_eq!(planted(&file(MALLORY, kind), &folder(ROOT, 0o1775), ROOT), of, "of a group");
        }
    }

    #[test]
    fn a_file_of_the_writer_or_of_the_folders_owner_is_not_planted() {
        for kind in KINDS {
            assert_eq!(planted(&file(ROOT, kind), &folder(ROOT, 0o1777), ROOT), None);
            assert_eq!(planted(&file(ALICE, kind), &folder(ROOT, 0o1777), ALICE), None);
            // The owner of a folder can replace its files anyway.
            assert_eq!(planted(&file(ALICE, kind), &folder(ALICE, 0o1777), ROOT), None);
        }
    }

    #[test]
    fn a_folder_that_only_its_owner_and_group_can_write_to_is_trusted() {
        for mode in [0o755, 0o700, 0o775, 0o1755] {
            for kind in KINDS {
                assert_eq!(planted(&file(MALLORY, kind), &folder(ROOT, mode), ROOT), None, "{mode:o}");
            }
        }
    }

    #[test]
    fn a_hard_link_in_tmp_may_be_another_users_link_to_the_writers_file() {
        let linked = FileMeta { links: 2, ..file(ROOT, FileKind::Regular) };
        assert_eq!(planted(&linked, &folder(ROOT, 0o1777), ROOT), Some(Planted::Names(2)));
        assert_eq!(planted(&linked, &folder(ROOT, 0o755), ROOT), None);
    }
}
