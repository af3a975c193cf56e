//! Files that another user may have planted where everyone can write, as in `/tmp`.
//!
//! The rules of the kernel's `protected_symlinks`, `protected_hardlinks`, `protected_fifos` and `protected_regular`, applied
//! whatever the machine's sysctls are. They are stricter in three ways: a link on the way to the file counts, not only the last
//! one; a folder without the sticky bit counts if everyone can write to it; and a file with several names is refused, since
//! its owner need not have made the name that is written to.

use std::fmt;

/// What the decision needs to know of a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meta {
    pub(super) owner: u32,
    /// The permissions, with the sticky bit.
    pub(super) mode: u32,
    /// The number of names.
    pub(super) links: u64,
    pub(super) kind: FileKind,
}

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Regular,
    Folder,
    Link,
    Fifo,
    /// A device or a socket.
    Other,
}

/// Why a file may be planted. Its `Display` continues the path of that file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Planted {
    /// It belongs to another user.
    Of { kind: FileKind, owner: u32 },
    /// It has other names.
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
                write!(f, "{what} of user {owner} in a folder where other users can write")
            }
            Self::Names(links) => write!(f, "has {links} names (hard links), and other users can write in its folder"),
        }
    }
}

/// Whether another user may have planted this file in that folder, when the effective user `user` writes to it.
pub(super) fn planted(file: &Meta, folder: &Meta, user: u32) -> Option<Planted> {
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

    fn folder(owner: u32, mode: u32) -> Meta {
        Meta { owner, mode, links: 2, kind: FileKind::Folder }
    }

    fn file(owner: u32, kind: FileKind) -> Meta {
        Meta { owner, mode: 0o666, links: 1, kind }
    }

    const KINDS: [FileKind; 4] = [FileKind::Regular, FileKind::Link, FileKind::Fifo, FileKind::Other];

    #[test]
    fn what_another_user_has_put_into_tmp_is_planted() {
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
    fn the_writers_own_file_and_that_of_the_folders_owner_are_not() {
        for kind in KINDS {
            assert_eq!(planted(&file(ROOT, kind), &folder(ROOT, 0o1777), ROOT), None);
            assert_eq!(planted(&file(ALICE, kind), &folder(ROOT, 0o1777), ALICE), None);
            // A folder's owner can do as they like in it.
            assert_eq!(planted(&file(ALICE, kind), &folder(ALICE, 0o1777), ROOT), None);
        }
    }

    #[test]
    fn a_folder_that_only_its_owner_and_group_write_to_is_trusted() {
        for mode in [0o755, 0o700, 0o775, 0o1755] {
            for kind in KINDS {
                assert_eq!(planted(&file(MALLORY, kind), &folder(ROOT, mode), ROOT), None, "{mode:o}");
            }
        }
    }

    #[test]
    fn a_hard_link_in_tmp_may_be_another_users_name_for_the_writers_file() {
        let linked = Meta { links: 2, ..file(ROOT, FileKind::Regular) };
        assert_eq!(planted(&linked, &folder(ROOT, 0o1777), ROOT), Some(Planted::Names(2)));
        assert_eq!(planted(&linked, &folder(ROOT, 0o755), ROOT), None);
    }
}
