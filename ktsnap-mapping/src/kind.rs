//! Decides which files can be mapped: those that can't shrink.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{FileType, SealFlags, fcntl_get_seals, fstat};

/// Rejects a file that can end before the last of these bytes. A load after the end of a file raises `SIGBUS`.
pub(crate) fn must_keep_its_size(fd: BorrowedFd<'_>, offset: u64, len: usize) -> io::Result<()> {
    let refused = |reason| Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    let stat = fstat(fd)?;
    // A BPF map is an anonymous inode, which fstat(2) shows without a type.
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Ok(());
    }
    // Only files in memory, such as memfds, have seals. Other files return `EINVAL`.
    if !fcntl_get_seals(fd).is_ok_and(|seals| seals.contains(SealFlags::SHRINK)) {
        return refused(
            "a file that can be cut short while it is read; copy it to a memfd and seal that (F_SEAL_SHRINK)",
        );
    }
    let end = u64::try_from(len).ok().and_then(|len| offset.checked_add(len));
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    if end.is_none_or(|end| end > size) {
        return refused("the file ends before these bytes do; map what it has");
    }
    Ok(())
}
