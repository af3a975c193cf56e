//! A part of what a descriptor names, in memory.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use memmap2::{MmapOptions, MmapRaw};

use crate::copy::copy;
use crate::kind;

/// A part of a BPF map, or of a file that can't be cut short, mapped read-only and shared.
///
/// It does not need the descriptor once it is made. What it can map, and what a copy is, stands at the
/// [top](crate) of this crate.
///
/// ```
/// use std::fs::File;
/// use std::io::Write;
/// use std::os::fd::AsFd;
///
/// use ktsnap_mapping::Mapping;
/// use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
///
/// let mut file = File::from(memfd_create("counters", MemfdFlags::ALLOW_SEALING)?);
/// file.write_all(&[7; 4096])?;
/// fcntl_add_seals(&file, SealFlags::SHRINK)?;
///
/// let mapping = Mapping::new(file.as_fd(), 24, 8)?;
/// let mut counter = [0; 8];
/// assert_eq!(mapping.read(0, &mut counter), Some(()));
/// assert_eq!(counter, [7; 8]);
/// assert_eq!(mapping.read(1, &mut counter), None, "only 8 bytes are mapped");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Mapping {
    /// `None` for no bytes: there is nothing to map then.
    map: Option<MmapRaw>,
}

impl Mapping {
    /// Maps `len` bytes from byte `offset` on. Neither need be a multiple of a [page](crate::page_size): whole pages are
    /// mapped, and only these bytes are shown.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for a regular file that can be cut short, or that ends before the bytes do; and
    /// what mmap(2) answers, which is `EINVAL` for a BPF array without `BPF_F_MMAPABLE` and past the end of one that has it.
    pub fn new(fd: BorrowedFd<'_>, offset: u64, len: usize) -> io::Result<Self> {
        kind::must_keep_its_size(fd, offset, len)?;
        if len == 0 {
            return Ok(Self { map: None });
        }
        let map = MmapOptions::new().offset(offset).len(len).map_raw_read_only(fd.as_raw_fd())?;
        Ok(Self { map: Some(map) })
    }

    /// How many bytes are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map.as_ref().map_or(0, MmapRaw::len)
    }

    /// Whether none are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies the bytes `at..at + into.len()` as they are now, each aligned word in one load. `None`, and nothing is
    /// copied, when they are not all among those that are mapped.
    ///
    /// Words are aligned in memory, so in the mapped file or map: the bytes from 4 to 12 are two halves of words.
    #[must_use]
    pub fn read(&self, at: usize, into: &mut [u8]) -> Option<()> {
        if at.checked_add(into.len())? > self.len() {
            return None;
        }
        let Some(map) = &self.map else { return Some(()) };
        // SAFETY: `at` is not past the end of what is mapped, which is one allocation and shorter than `isize::MAX`.
        let from = unsafe { map.as_ptr().add(at) };
        // SAFETY: `into.len()` bytes from there on are mapped, and stay so while `self` is borrowed: it alone unmaps them,
        // and what is mapped keeps its size (`kind::must_keep_its_size`). Others write them, but nothing in this process
        // does through Rust: the mapping is read-only. A mapping starts on a page or, by an offset, at a place in one that
        // `as_ptr` includes, so an aligned address is an aligned place in the file.
        unsafe { copy(from, into) };
        Some(())
    }
}
