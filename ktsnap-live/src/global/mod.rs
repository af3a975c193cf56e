//! A running object's global section, read in parts.

mod find;
mod pages;

use std::cell::RefCell;
use std::io;
use std::ops::Range;

use ktsnap_btf::Section;
use libbpf_rs::{MapCore, MapFlags, MapHandle};

use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;
use pages::Pages;

/// A global section of a running object: `.bss`, `.data`, `.rodata`, one of those with a suffix, or `.kconfig`.
///
/// It keeps the section's map open, so it can be read when the object is gone and nothing writes to it any more. Whether
/// the object still runs, [`Instance::still_runs`] tells.
///
/// ```no_run
/// use ktsnap_live::Machine;
///
/// let bss = Machine::open()?.attached()?.global(".bss")?;
/// let Some(var) = bss.section().vars_named("nr_enqueued").next() else { return Ok(()) };
/// let bytes = bss.read(&[var.offset..var.offset + var.size])?;
/// println!("{} {}: {bytes:x?}", var.c_type, var.name);
/// # Ok::<(), ktsnap_live::LiveError>(())
/// ```
#[derive(Debug)]
pub struct Global {
    section: Section,
    map: LiveMap,
    handle: MapHandle,
    pages: RefCell<Pages>,
}

impl Instance {
    /// Opens a global section, to read parts of it.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoMap`] if the instance has no such section.
    pub fn global(&self, section: &str) -> Result<Global, LiveError> {
        Global::open(self, section)
    }
}

impl Global {
    pub(crate) fn open(of: &Instance, section: &str) -> Result<Self, LiveError> {
        let Some((map, section)) = find::section(of, section) else {
            return Err(LiveError::NoMap {
                name: of.name().to_owned(),
                place: section.to_owned(),
                has: of.maps().iter().map(LiveMap::name).collect(),
            });
        };
        Ok(Self { section, handle: map.open()?, map: map.clone(), pages: RefCell::default() })
    }

    /// Its variables, as the kernel's copy of the BTF has them: where they stand in what runs, not where they stood in a file.
    #[must_use]
    pub fn section(&self) -> &Section {
        &self.section
    }

    /// Its map.
    #[must_use]
    pub fn map(&self) -> &LiveMap {
        &self.map
    }

    /// The bytes at these ranges of the section, as they are now, in that order.
    ///
    /// Of a map with `BPF_F_MMAPABLE` only the pages in which the ranges lie are mapped, once, and kept for the next read: a
    /// few counters of a section of 165 MB cost a few pages. libbpf sets that flag for every section with a variable that is
    /// not static (`map_is_mmapable` in its `libbpf.c`). Another section is looked up as a whole, into memory that is let go
    /// of when the ranges have been copied from it.
    ///
    /// Nothing is frozen meanwhile: BPF writes on while this reads. From a mapping each aligned word of up to 8 bytes is
    /// whole (see [`ktsnap_mapping`]), so is each `u64` that C aligns. A lookup is the kernel's `memcpy` (`copy_map_value` in
    /// `include/linux/bpf.h`), which promises nothing of a word that is written meanwhile. Values that stand in different
    /// words may be from slightly different moments.
    ///
    /// # Errors
    ///
    /// [`LiveError::Kernel`] for a range that does not lie in the section, and when the kernel refuses.
    pub fn read(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, LiveError> {
        let size = u64::from(self.map.value_size());
        if let Some(range) = ranges.iter().find(|range| range.start > range.end || range.end > size) {
            let reason = format!("bytes {}..{} were asked for, and it has {size}", range.start, range.end);
            return Err(self.failed(io::Error::new(io::ErrorKind::InvalidInput, reason)));
        }
        let read = if self.map.is_mmapable() { self.mapped(ranges) } else { self.looked_up(ranges) };
        read.map_err(|error| self.failed(error))
    }

    fn mapped(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
        let mut pages = self.pages.borrow_mut();
        pages.map(&self.handle, ranges)?;
        ranges.iter().map(|range| pages.read(range).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).collect()
    }

    fn looked_up(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
        let whole = self.handle.lookup(&0_u32.to_ne_bytes(), MapFlags::ANY).map_err(io::Error::other)?;
        let whole = whole.unwrap_or_default();
        let part = |range: &Range<u64>| {
            let (start, end) = (usize::try_from(range.start).ok()?, usize::try_from(range.end).ok()?);
            whole.get(start..end).map(<[u8]>::to_vec)
        };
        ranges.iter().map(|range| part(range).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).collect()
    }

    fn failed(&self, source: io::Error) -> LiveError {
        LiveError::Kernel {
            what: format!("reading `{}` from map {} (id {})", self.section.name, self.map.name(), self.map.id()),
            source,
        }
    }
}
