//! Whether another user may have planted a file.
//!
//! In a folder that everyone can write to, for example `/tmp`, another user may plant a file. [`planted()`] applies the rules of the
//! kernel's `protected_symlinks`, `protected_hardlinks`, `protected_fifos` and `protected_regular`, whatever the machine's
//! sysctls are. It is stricter in three ways: it checks every link in the path, not only the last; it checks folders without the
//! sticky bit if everyone can write to them; and it refuses a file with several hard links, since another user may have created
//! the link that is written to.

use std::fmt;

use rustix::fs::{FileType, Stat};

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

/// The facts that the kernel gives about a file.
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
