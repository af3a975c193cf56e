//! A read-only mapping of a part of a BPF map or file.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use memmap2::{MmapOptions, MmapRaw};

use crate::copy::copy;
use crate::kind;

/// A shared, read-only mapping of a part of a BPF map, or of a file that can't be truncated.
///
/// The mapping does not need the file descriptor after it is created. The [crate documentation](crate) describes what can be
/// mapped, and what a copy guarantees.
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
    /// `None` for a mapping of no bytes.
    map: Option<MmapRaw>,
}

impl Mapping {
    /// Maps `len` bytes at byte `offset`. Neither has to be a multiple of the [page size](crate::page_size): the kernel maps
    /// whole pages, and [`read`](Self::read) only accepts these bytes.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] for a regular file that can be truncated, or that ends before the last of the bytes.
    /// Otherwise the error of mmap(2), which is `EINVAL` for a BPF array without `BPF_F_MMAPABLE`, and for bytes past the
    /// end of an array.
    pub fn new(fd: BorrowedFd<'_>, offset: u64, len: usize) -> io::Result<Self> {
        kind::must_keep_its_size(fd, offset, len)?;
        if len == 0 {
            return Ok(Self { map: None });
        }
        let map = MmapOptions::new().offset(offset).len(len).map_raw_read_only(fd.as_raw_fd())?;
        Ok(Self { map: Some(map) })
    }

    /// The number of mapped bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map.as_ref().map_or(0, MmapRaw::len)
    }

    /// Whether no bytes are mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies the current bytes `at..at + into.len()`, each aligned word by one load. Returns `None`, and copies nothing, if
    /// some of them are not mapped.
    ///
    /// Alignment in memory is alignment in the mapped file or map: bytes 4 to 12 are the halves of two words.
    #[must_use]
    pub fn read(&self, at: usize, into: &mut [u8]) -> Option<()> {
        if at.checked_add(into.len())? > self.len() {
            return None;
        }
        let Some(map) = &self.map else { return Some(()) };
        // SAFETY: `at` is not past the end of the mapping, which is one allocation and shorter than `isize::MAX`.
        let from = unsafe { map.as_ptr().add(at) };
        // SAFETY: the `into.len()` bytes at `from` are mapped. They stay mapped while `self` is borrowed, because only `self`
        // unmaps them and the mapped file keeps its size (`kind::must_keep_its_size`). Other programs write to them, but
        // nothing in this process does through Rust, because the mapping is read-only. The kernel maps whole pages, and
        // `as_ptr` includes the offset in the first page, so an aligned address is an aligned offset in the file.
        unsafe { copy(from, into) };
        Some(())
    }
}
